"""What a version says of texts, those that it cannot read among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.text_models.training.mood_notes import MOOD
from text_models.ladder.version_predictor import VersionPredictor
from text_models.scoring.text_score import TextScore, score_texts
from text_models.tasks.task import Kind


class SharesInTexts:
    """A classifier whose answer is written in the text: three numbers. Other texts it cannot read."""

    labels = MOOD.labels

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[float(share) for share in text.split()] for text in texts])


def predictor(kind: Kind = Kind.SINGLE) -> VersionPredictor:
    classifier: Any = SharesInTexts()
    return VersionPredictor(replace(MOOD, kind=kind), "v1", classifier, [1.0, 1.0, 1.0])


def test_one_label_with_its_probability_and_all_of_them() -> None:
    assert list(score_texts(predictor(), [(7, ".2 .5 .3"), (3, ".7 .1234567 .1765433")])) == [
        (7, TextScore("cross", 0.5, {"calm": 0.2, "cross": 0.5, "merry": 0.3})),
        (3, TextScore("calm", 0.7, {"calm": 0.7, "cross": 0.123457, "merry": 0.176543})),
    ]


def test_of_several_labels_the_likeliest_and_none_where_none_reaches_its_threshold() -> None:
    assert list(score_texts(predictor(Kind.MULTI), [(1, ".6 .1 .8"), (2, ".1 .2 .3")])) == [
        (1, TextScore("merry", 0.8, {"calm": 0.6, "cross": 0.1, "merry": 0.8})),
        (2, TextScore(None, None, {"calm": 0.1, "cross": 0.2, "merry": 0.3})),
    ]


def test_a_text_that_cannot_be_read_has_a_fault_and_the_others_their_scores() -> None:
    rows = [(1, ".2 .5 .3"), (2, "no share"), (3, "nan .5 .5"), (4, ".5 .2 .3")]
    assert list(score_texts(predictor(), rows)) == [
        (1, TextScore("cross", 0.5, {"calm": 0.2, "cross": 0.5, "merry": 0.3})),
        (2, TextScore(None, None, None, "could not convert string to float: 'no'")),
        (3, TextScore(None, None, None, "The model answers with no number.")),
        (4, TextScore("calm", 0.5, {"calm": 0.5, "cross": 0.2, "merry": 0.3})),
    ]


def test_a_model_that_reads_none_of_several_texts_is_damaged() -> None:
    with pytest.raises(
        ValueError, match=r"^Version v1 of task mood could not read any of 2 texts \(.*the mod"
    ):
        list(score_texts(predictor(), [(1, "no"), (2, "number")]))


def test_a_long_fault_is_cut() -> None:
    ((_, score),) = score_texts(predictor(), [(1, "x" * 1_000)])
    assert score.fault is not None
    assert len(score.fault) == 500


def test_any_number_of_texts_comes_a_thousand_at_a_time() -> None:
    taken = []

    def rows() -> Any:
        for number in range(2_500):
            taken.append(number)
            yield number, ".2 .5 .3"

    scored = score_texts(predictor(), rows())
    assert next(scored)[0] == 0
    assert len(taken) == 1_001
    assert [key for key, _ in scored] == list(range(1, 2_500))
