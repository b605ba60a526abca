"""What a version says of a text, as it is kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from text_models.ladder.text_batches import text_batches

if TYPE_CHECKING:
    from text_models.ladder.version_predictor import Answer, VersionPredictor

DECIMALS = 6
LONGEST_FAULT = 500
# What a classifier raises at a text; that memory, a disk or a library fails is not the text's fault.
UNREADABLE = (ValueError, LookupError, ArithmeticError, RecursionError)


class TextScore(NamedTuple):
    """`top_label` of probability `score`, and the probability of each label to six decimals.

    With any number of labels a text, the likeliest of those answered, None where none reaches its threshold.
    A text that the model could not read has a `fault`, which says why, and nothing else.
    """

    top_label: str | None
    score: float | None
    scores: Mapping[str, float] | None
    fault: str | None = None


def score_texts(
    predictor: VersionPredictor, rows: Iterable[tuple[int, str]]
) -> Iterator[tuple[int, TextScore]]:
    """Yield (key, score) for (key, text) rows, in their order; a part of them is in memory at a time.

    Raises ValueError when of several texts none can be read: then the model is damaged, and not the texts.
    """
    for batch in text_batches(rows):
        try:
            answers = predictor.predict([text for _, text in batch])
        except UNREADABLE as error:
            yield from _one_by_one(predictor, batch, error)
        else:
            yield from ((key, _score(answer)) for (key, _), answer in zip(batch, answers, strict=True))


def _one_by_one(
    predictor: VersionPredictor, batch: list[tuple[int, str]], error: Exception
) -> list[tuple[int, TextScore]]:
    """The scores of texts of which one cannot be read, or several."""
    scored = [(key, _score_alone(predictor, text)) for key, text in batch]
    if len(batch) > 1 and all(score.fault for _, score in scored):
        raise ValueError(
            f"Version {predictor.version} of task {predictor.task.name} could not read any of {len(batch):,} "
            f"texts ({error}): the model is damaged, and not the texts. Promote another version."
        ) from error
    return scored


def _score_alone(predictor: VersionPredictor, text: str) -> TextScore:
    try:
        (answer,) = predictor.predict([text])
    except UNREADABLE as error:
        return _fault(str(error) or type(error).__name__)
    return _score(answer)


def _score(answer: Answer) -> TextScore:
    scores = {label: round(float(share), DECIMALS) for label, share in answer.probabilities.items()}
    if not all(math.isfinite(share) for share in scores.values()):
        return _fault("The model answers with no number.")
    if not answer.labels:
        return TextScore(None, None, scores)
    top = max(answer.labels, key=scores.__getitem__)
    return TextScore(top, scores[top], scores)


def _fault(reason: str) -> TextScore:
    return TextScore(None, None, None, reason[:LONGEST_FAULT])
