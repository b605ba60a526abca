"""Which of the training texts decide when training ends: none of them is learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SHARE, SHARE_OF_FEW, FEW = 0.1, 0.2, 2_000


def development_rows(keys: Sequence[str], seed: int = 0) -> np.ndarray:
    """Return whether each of N texts is for development, bool, shape (N,): a tenth of the keys, by chance.

    A fifth of up to 2,000 keys. Texts of the same key, such as `text_key`, are on one side. All False when
    there are fewer than ten keys, which would be too few to tell anything.
    """
    distinct = sorted(set(keys))
    wanted = round(len(distinct) * (SHARE_OF_FEW if len(distinct) <= FEW else SHARE))
    if len(distinct) < 1 / SHARE:
        return np.zeros(len(keys), bool)
    chosen = np.random.default_rng(seed).permutation(len(distinct))[:wanted]
    names = {distinct[place] for place in chosen.tolist()}
    return np.array([key in names for key in keys], bool)
