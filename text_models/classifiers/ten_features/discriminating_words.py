"""The words that tell one set of texts from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

# Of the beta prior, both: each share is equally likely before a text is seen.
PRIOR = 1.0


def discriminating_words(texts: Sequence[str], is_target: np.ndarray, most: int = 25) -> list[str]:
    """Return up to `most` words that are more frequent among the target texts, the most telling first.

    Words stand between spaces and count once a text. They are ranked by the beta-binomial likelihood of the
    texts' sets given the word: B(t + 1, o + 1) B(T - t + 1, O - o + 1), for t of T target texts and o of O
    others that hold it. King, Lam and Roberts 2017, https://doi.org/10.1111/ajps.12291. Of equal ones the
    first in the alphabet comes first.
    """
    from scipy.special import betaln

    counts = [Counter[str](), Counter[str]()]
    for text, target in zip(texts, is_target.tolist(), strict=True):
        counts[target].update(set(text.split()))
    targets, others = int(is_target.sum()), int((~is_target).sum())
    ranked = []
    for word, holding in counts[True].items():
        rest = counts[False][word]
        if holding * others > rest * targets:
            likelihood = betaln(holding + PRIOR, rest + PRIOR)
            likelihood += betaln(targets - holding + PRIOR, others - rest + PRIOR)
            ranked.append((-float(likelihood), word))
    return [word for _, word in sorted(ranked)[:most]]
