"""Attention is told by offsets into the text as it was written."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.text_models.classifiers.fitted_rung import fit_rung
from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS, task_of
from text_models.classifiers.bayes.nb_logistic import fit_nb_logistic
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.networks.attention_explanation import attention
from text_models.classifiers.networks.bilstm_attention import BILSTM_ATTENTION
from text_models.classifiers.networks.network_model import NetworkModel
from text_models.classifiers.networks.network_rung import FIXED_WORDS
from text_models.classifiers.training_texts import Texts

SIZES: dict[str, Any] = {
    "dimensions": 8,
    "units": 8,
    "dense": 8,
    "epochs": 2,
    "batch_size": 16,
    "longest": 20,
}


@cache
def fitted(form: str = "nfkc", *, is_fixed: bool = False) -> FittedClassifier:
    task = task_of("P", "N", "NEU", normal_form=form)
    return fit_rung(BILSTM_ATTENTION, task, TEXTS, LABELS, **SIZES, is_fixed=is_fixed)


TOLD = [
    ("A good soap!", ["A", "good", "soap", "!"]),
    ("  Fish &amp; chips", ["Fish", "&", "amp", ";", "chips"]),
    ("\ufb01ne  lamp", ["\ufb01ne", "lamp"]),
]


@pytest.mark.parametrize(("text", "parts"), TOLD)
def test_weights_are_those_of_the_words_and_sum_to_one(text: str, parts: list[str]) -> None:
    found = attention(fitted(), text)
    assert {text[start:end] for start, end, _ in found} <= set(parts)
    assert all(weight > 0 for *_, weight in found)
    assert sum(weight for *_, weight in found) == pytest.approx(1)


def test_a_word_has_the_weight_that_the_network_gives_it() -> None:
    model = fitted().model
    assert isinstance(model, NetworkModel)
    weights = model.attention("A good soap!")
    assert attention(fitted(), "A good soap!") == [
        (start, end, float(weight))
        for (start, end), weight in zip([(0, 1), (2, 6), (7, 11), (11, 12)], weights, strict=True)
    ]


def test_what_the_normal_form_takes_out_has_no_weight() -> None:
    text = "Good!! @you https://t.co/a lamp"
    found = attention(fitted("comment"), text)
    assert [text[start:end] for start, end, _ in found] == ["Good", "@you", "https://t.co/a", "lamp"]
    assert sum(weight for *_, weight in found) == pytest.approx(1)


def test_what_fills_a_text_has_no_weight() -> None:
    model = fitted(is_fixed=True).model
    assert isinstance(model, NetworkModel)
    weights = model.attention("good soap")
    assert weights.shape == (FIXED_WORDS,)
    assert weights[:2].sum() == pytest.approx(1)
    assert not weights[2:].any()
    assert model.attention("").tolist() == [0.0] * FIXED_WORDS


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_text_without_a_word_has_no_weights(text: str) -> None:
    assert attention(fitted(), text) == []


def test_words_beyond_the_longest_are_not_read() -> None:
    found = attention(fitted(), "soap " * 50)
    assert len(found) <= 20
    assert found[-1][1] <= 100


def test_a_classifier_without_attention_says_so() -> None:
    with pytest.raises(ValueError, match="Classifier nb_lr weights no words: it has no attention"):
        attention(fit_nb_logistic(SINGLE, TEXTS, LABELS), "good")


def test_the_layer_before_the_last_is_what_a_map_shows() -> None:
    classifier = fitted()
    found = classifier.embed(["good soap", "awful lamp", ""])
    assert found.shape == (3, 8)
    assert np.isfinite(found).all()
    model = classifier.model
    assert isinstance(model, NetworkModel)
    assert found.tolist() == model.embed(Texts(["x"] * 3, ["good soap", "awful lamp", ""])).tolist()
    with pytest.raises(ValueError, match="Classifier nb_lr has no layers: it cannot embed"):
        fit_nb_logistic(SINGLE, TEXTS, LABELS).embed(["good"])
