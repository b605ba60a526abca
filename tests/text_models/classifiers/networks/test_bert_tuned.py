"""A BERT whose last layers are trained: what learns, how fast, and what a kill changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS, UNSEEN, task_of
from tests.text_models.encoders.bert.tiny_bert import HIDDEN, write_tiny_bert
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.networks.bert.bert_training import TuningOptions
from text_models.classifiers.networks.bert.bert_tuned import BERT, BertTunedModel, fit_bert
from text_models.classifiers.training_texts import Texts
from text_models.encoders.bert import bert_encoder
from text_models.encoders.bert.cached_states import cache_states
from text_models.encoders.bert.chosen_bert import VARIABLE
from text_models.encoders.bert.opened_bert import open_bert
from text_models.encoders.bert.tuned_bert import tuned_bert

CLEAN, TOXIC = "The soap came on day two. ", "What an awful radio #fail"


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = write_tiny_bert(tmp_path_factory.mktemp("bert") / "tiny")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv(VARIABLE, str(made))
        yield made


@cache
def fitted() -> FittedClassifier:
    """The rung as it is fitted unless told otherwise, once."""
    return fit_bert(SINGLE, TEXTS, LABELS)


def model_of(classifier: FittedClassifier) -> BertTunedModel:
    assert isinstance(classifier.model, BertTunedModel)
    return classifier.model


def test_passes_are_more_over_few_texts() -> None:
    options = TuningOptions()
    assert [options.passes(windows) for windows in (10, 1_600, 2_400, 3_200, 50_000)] == [6, 6, 4, 3, 3]


def test_cached_states_are_those_of_the_layer(tmp_path: Path) -> None:
    opened = open_bert()
    windows = opened.tokens.windows([*UNSEEN, CLEAN * 3], 64).ids
    cached, rows = cache_states(opened, 2, windows, tmp_path / "states")
    assert cached.dtype == np.float16
    assert cached.shape == (sum(map(len, windows)) + 1, HIDDEN)
    assert not cached[0].any()
    start = 1
    for window, length in zip(windows, rows.lengths.tolist(), strict=True):
        (batch,) = opened.encoder.batches([window])
        states = opened.encoder.function([2], lambda now, _is_token: now)(batch.first, batch.is_token)[0]
        assert cached[start : start + length] == pytest.approx(np.asarray(states)[0, :length], abs=0.005)
        start += length


def test_rates_fall_with_depth_and_the_head_is_fastest() -> None:
    opened = open_bert()
    tuned = tuned_bert(tuple(opened.identity.items()), 0, 3)
    rates = {variable.path: tuned.rate_of(variable) for variable in tuned.network.trainable_variables}
    blocks = {path.split("/")[0]: rate for path, rate in rates.items() if path.startswith("block_")}
    assert blocks == pytest.approx({"block_0": 0.81, "block_1": 0.9, "block_2": 1.0})
    assert {rate for path, rate in rates.items() if path.startswith("head/")} == {10.0}


def test_training_moves_the_last_layers_and_lowers_the_loss() -> None:
    first = model_of(fit_bert(SINGLE, TEXTS, LABELS, rate=1e-12, epochs=1, most_epochs=1))
    last = model_of(fit_bert(SINGLE, TEXTS, LABELS, rate=1e-2, epochs=6))
    assert first.frozen == last.frozen == 2
    # Of three layers one is trained.
    assert {name.split("/")[0] for name in last.weights} == {"block_2", "head"}
    changed = {name: np.abs(last.weights[name] - first.weights[name]).max() for name in last.weights}
    assert min(change for name, change in changed.items() if name.endswith("kernel")) > 1e-4

    def loss(model: BertTunedModel) -> float:
        found = model.probabilities(Texts(TEXTS, TEXTS))
        truth = [sorted(SINGLE.labels).index(label) for label in LABELS]
        return float(-np.log(found[np.arange(len(truth)), truth]).mean())

    assert loss(last) < 0.7 * loss(first)


@pytest.mark.parametrize("family", ["roberta", "albert"])
def test_any_family_is_tuned(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(write_tiny_bert(tmp_path / family, family)))
    classifier = fit_bert(SINGLE, TEXTS, LABELS)
    # ALBERT's layers are one and the same: none can stay as it is.
    assert model_of(classifier).frozen == {"roberta": 2, "albert": 0}[family]
    (saved := tmp_path / "saved").mkdir()
    classifier.save(saved)
    assert BERT.load(saved).predict_proba(UNSEEN).tolist() == classifier.predict_proba(UNSEEN).tolist()
    answers = classifier.predict_proba(TEXTS).argmax(axis=1)
    assert (
        np.mean([SINGLE.labels[place] == label for place, label in zip(answers, LABELS, strict=True)]) > 0.9
    )


def test_neither_order_nor_padding_changes_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    classifier = fitted()
    texts = [*TEXTS, *UNSEEN, CLEAN * 20]
    together = classifier.predict_proba(texts)
    for rounded_to, positions in ((8, 64), (64, 4_096)):
        monkeypatch.setattr(bert_encoder, "ROUNDED_TO", rounded_to)
        monkeypatch.setattr(bert_encoder, "POSITIONS_AT_ONCE", positions)
        order = np.random.default_rng(positions).permutation(len(texts))
        found = classifier.predict_proba([texts[row] for row in order])
        assert found == pytest.approx(together[order], abs=1e-5)


def test_embed_is_what_the_head_reads() -> None:
    model = model_of(fitted())
    found = model.embed(Texts(UNSEEN, UNSEEN))
    assert found.shape == (len(UNSEEN), HIDDEN)
    scores = found @ model.weights["head/kernel"] + model.weights["head/bias"] - model.log_weights
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert shares == pytest.approx(model.probabilities(Texts(UNSEEN, UNSEEN)), abs=1e-5)


def test_what_labels_counted_is_taken_out_again() -> None:
    texts, labels = [*TEXTS[:24], *TEXTS[24:30]], ["normal"] * 24 + ["toxic"] * 6
    model = model_of(fit_bert(task_of("normal", "toxic"), texts, labels))
    assert np.exp(model.log_weights) == pytest.approx([(30 / 24) ** 0.5, (30 / 6) ** 0.5])


def test_a_toxic_last_sentence_after_5000_clean_words_counts() -> None:
    kinds = [text for text, label in zip(TEXTS, LABELS, strict=True) if label != "P"]
    texts = [f"{CLEAN * sentences}{last}" for sentences in range(9) for last in kinds]
    truth = ["toxic" if label == "N" else "normal" for label in LABELS if label != "P"] * 9
    task = replace(task_of("normal", "toxic"), any_part=("toxic",))
    classifier = fit_bert(task, texts, truth, head_strength=1.0)
    clean, spoiled = classifier.predict_proba([CLEAN * 834, CLEAN * 834 + TOXIC])[:, 1]
    assert clean < 0.5
    assert spoiled > 0.5
