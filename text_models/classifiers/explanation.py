"""Why a classifier answers as it does: what each part of a text moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

# (start, end, weight): `text[start:end]` is the part.
Part = tuple[int, int, float]

# A link, a name or hashtag, a word with its accents and inner apostrophes, or a run of other marks.
PART = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[@#]?\w[\w\u0300-\u036f\u0483-\u0487\u20d0-\u20ff]*(?:['\u2019-]\w[\w\u0300-\u036f]*)*"
    r"|[^\w\s]+",
    re.IGNORECASE,
)
# Each part costs an answer to nearly the whole text.
MOST_PARTS, MOST_CHARACTERS = 256, 2_000_000
# Probabilities of 0 and 1 would have endless log-odds.
SMALLEST = 1e-12


def explain(
    predict_proba: Callable[[Sequence[str]], np.ndarray],
    labels: Sequence[str],
    text: str,
    label: str | None = None,
) -> list[Part]:
    """Return for each part of `text`, in order, how far it moves the log-odds of a label.

    The weight is the log-odds of the label for the whole text minus that for the text without this part:
    above 0 it speaks for the label. A part that occurs several times, but for case, is taken out everywhere
    at once, and its occurrences share the change: else none would matter as long as another one stays.
    Offsets count characters of `text` as it is, for the text is cut before it is normalised. `label` is the
    likeliest one unless named. Parts are words, links, names and runs of marks; of a long text, groups of
    neighbours, so that there are at most 256. A probability counts as 1e-12 to 1 - 1e-12. Raises
    ValueError for a label that is none of the classifier's.
    """
    if label is not None and label not in labels:
        raise ValueError(
            f"{label!r} is no label of this classifier; expected one of {', '.join(labels[:20])}."
        )
    whole = predict_proba([text])[0]
    place = int(whole.argmax()) if label is None else list(labels).index(label)
    groups: dict[str, list[tuple[int, int]]] = {}
    for start, end in parts_of(text):
        groups.setdefault(text[start:end].casefold(), []).append((start, end))
    without = predict_proba([_cut_out(text, group) for group in groups.values()])[:, place]
    changes = _log_odds(whole[place]) - _log_odds(without)
    return sorted(
        (start, end, float(change) / len(group))
        for group, change in zip(groups.values(), changes, strict=True)
        for start, end in group
    )


def parts_of(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the parts of a text, in order; neighbours together when there are too many."""
    found = [match.span() for match in PART.finditer(text)]
    most = max(8, min(MOST_PARTS, MOST_CHARACTERS // max(len(text), 1)))
    if len(found) <= most:
        return found
    edges = np.linspace(0, len(found), most + 1).astype(int).tolist()
    return [(found[first][0], found[after - 1][1]) for first, after in pairwise(edges)]


def _cut_out(text: str, parts: Sequence[tuple[int, int]]) -> str:
    """The text without the parts, which are in order."""
    kept, place = [], 0
    for start, end in parts:
        kept.append(text[place:start])
        place = end
    return "".join([*kept, text[place:]])


def _log_odds(probabilities: np.ndarray) -> np.ndarray:
    clipped = np.clip(probabilities, SMALLEST, 1 - SMALLEST)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))
