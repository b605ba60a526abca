"""What every rung of the ladder promises, whatever it computes with."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.text_models.classifiers.rung_samples import (
    LABELS,
    MULTI,
    ODD,
    SETS,
    SINGLE,
    TEXTS,
    UNSEEN,
    task_of,
)
from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.rung import Rung, rungs_of
from text_models.tasks.task import Kind

pytestmark = pytest.mark.usefixtures("tiny_encoders")

NAMES = (
    "majority",
    "nb_counts",
    "nb_tfidf",
    "nb_lr",
    "tfidf_lr_one_vs_rest",
    "tfidf_lr_powerset",
    "tfidf_ridge",
    "features_lr",
    "features_nb_one_vs_rest",
    "features_svm_one_vs_one",
    "features_tree",
    "features_adaboost_one_vs_rest",
    "features_boosting",
    "fasttext_hs",
    "fasttext_softmax",
    "bert_frozen",
    "bert",
    "muse_frozen",
    "muse",
    "vote_arithmetic",
    "vote_stacked",
    "vote_encoders",
    "lstm",
    "text_resnet",
    "bilstm",
    "bilstm_attention",
    "bilstm_states",
)
# Networks of a few weights, which learn in a second.
QUICK = {"dimensions": 8, "epochs": 8, "batch_size": 8, "rate": 3e-2, "longest": 20, "patience": 0}
SIZES: dict[str, dict[str, Any]] = {
    "lstm": {**QUICK, "units": 8, "dense": 8},
    "text_resnet": {**QUICK, "channels": 4, "stages": 2},
    "bilstm": {**QUICK, "units": 4, "dense": 8},
    "bilstm_attention": {**QUICK, "units": 8, "dense": 8},
    # States of a BERT that nobody has trained say less than words.
    "bilstm_states": {"epochs": 25, "batch_size": 8, "rate": 1e-2, "patience": 0, "units": 16, "dense": 8},
}
READING = NAMES[1:]
# 100,000 characters.
LONG = "good soap " * 10_000


@cache
def rungs() -> dict[str, Rung]:
    return rungs_of(_task_with_rungs(NAMES))


def _task_with_rungs(names: tuple[str, ...]) -> Any:
    task = task_of("P", "N")
    return type(task)(**{**vars(task), "rungs": names})


def fit(name: str, task: Any, texts: list[str], labels: Any) -> TextClassifier:
    """The rung of this name, fitted."""
    rung = rungs()[name]
    assert rung.fit is not None
    return rung.fit(task, texts, labels, **SIZES.get(name, {}))


@cache
def fitted(name: str, kind: Kind) -> TextClassifier:
    """The rung fitted on the sample, once."""
    return fit(name, MULTI, TEXTS, SETS) if kind is Kind.MULTI else fit(name, SINGLE, TEXTS, LABELS)


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTI])
@pytest.mark.parametrize("name", NAMES)
def test_probabilities_have_a_column_a_label_and_any_text_gets_some(name: str, kind: Kind) -> None:
    classifier = fitted(name, kind)
    assert isinstance(classifier, TextClassifier)
    probabilities = classifier.predict_proba([*UNSEEN, *ODD, LONG])
    assert probabilities.shape == (len(UNSEEN) + len(ODD) + 1, len(classifier.labels))
    assert np.isfinite(probabilities).all()
    assert (probabilities >= 0).all()
    assert (probabilities <= 1).all()
    if kind is Kind.SINGLE:
        assert probabilities.sum(axis=1) == pytest.approx(np.ones(len(probabilities)))
    assert classifier.predict_proba([]).shape == (0, len(classifier.labels))


@pytest.mark.parametrize("name", READING)
def test_what_is_plain_to_see_is_learned(name: str) -> None:
    classifier = fitted(name, Kind.SINGLE)
    answers = classifier.predict_proba(TEXTS).argmax(axis=1)
    right = np.mean([classifier.labels[place] == label for place, label in zip(answers, LABELS, strict=True)])
    assert right >= 0.9


@pytest.mark.parametrize("name", NAMES)
def test_three_orders_of_labels_give_equal_scores_before_and_after_loading(name: str, tmp_path: Path) -> None:
    tables = []
    for number, labels in enumerate(list(permutations(("P", "N", "NEU")))[::2]):
        classifier = fit(name, task_of(*labels), TEXTS, LABELS)
        (folder := tmp_path / str(number)).mkdir()
        classifier.save(folder)
        loaded = rungs()[name].load(folder)
        assert loaded.labels == classifier.labels == labels
        for each in (classifier, loaded):
            scores = each.predict_proba(UNSEEN)
            tables.append(
                {
                    (text, label, scores[row, column])
                    for row, text in enumerate(UNSEEN)
                    for column, label in enumerate(labels)
                }
            )
    assert len(tables) == 6
    assert all(table == tables[0] for table in tables)


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTI])
@pytest.mark.parametrize("name", NAMES)
def test_it_comes_back_as_it_was_saved(name: str, kind: Kind, tmp_path: Path) -> None:
    classifier = fitted(name, kind)
    classifier.save(tmp_path)
    loaded = rungs()[name].load(tmp_path)
    assert (loaded.name, loaded.labels) == (classifier.name, classifier.labels)
    texts = [*UNSEEN, *ODD]
    assert loaded.predict_proba(texts).tolist() == classifier.predict_proba(texts).tolist()


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.MULTI])
@pytest.mark.parametrize("name", NAMES)
def test_the_company_of_a_text_changes_nothing(name: str, kind: Kind) -> None:
    classifier = fitted(name, kind)
    texts = [*TEXTS, *UNSEEN, *ODD]
    order = np.random.default_rng(0).permutation(len(texts))
    together = classifier.predict_proba(texts)
    assert classifier.predict_proba([texts[row] for row in order]) == pytest.approx(together[order], abs=1e-5)
    some = [0, 30, 60, *range(len(TEXTS), len(texts))]
    alone = np.concatenate([classifier.predict_proba([texts[row]]) for row in some])
    assert alone == pytest.approx(together[some], abs=1e-5)


PARTS = [
    ("Good, good \U0001f600\U0001f621 lamp", ["Good", ",", "good", "\U0001f600\U0001f621", "lamp"]),
    ("cafe\u0301 ni\u00f1o don't", ["cafe\u0301", "ni\u00f1o", "don't"]),
    (" \ufb01ne &amp;  @you #tag https://t.co/a?b=1 !", None),
    ("awful awful AWFUL", ["awful", "awful", "AWFUL"]),
    ("", []),
    ("  \n", []),
]


@pytest.mark.parametrize(("text", "parts"), PARTS)
@pytest.mark.parametrize("name", NAMES)
def test_offsets_of_an_explanation_are_those_of_the_text_as_it_is(
    name: str, text: str, parts: list[str] | None
) -> None:
    found = fitted(name, Kind.SINGLE).explain(text)
    if parts is not None:
        assert [text[start:end] for start, end, _ in found] == parts
    ends = [0, *(end for _, end, _ in found)]
    assert all(start >= before for (start, _, _), before in zip(found, ends[:-1], strict=True))
    # Between the parts there is nothing but space.
    kept = set(range(len(text))) - {place for start, end, _ in found for place in range(start, end)}
    assert all(text[place].isspace() for place in kept)


@pytest.mark.parametrize("name", READING)
def test_a_weight_is_the_change_of_the_log_odds(name: str) -> None:
    classifier = fitted(name, Kind.SINGLE)
    text = "a perfect perfect towel"
    weights = {(start, end): weight for start, end, weight in classifier.explain(text, "P")}
    # A tree is certain; log-odds end where a probability is within 1e-12 of 0 or 1.
    found = classifier.predict_proba([text, "a   towel"])[:, 0]
    whole, without = np.clip(found, 1e-12, 1 - 1e-12)
    expected = np.log(whole / (1 - whole)) - np.log(without / (1 - without))
    # Networks answer in single precision: in another batch their last digits are others.
    tolerance = 1e-5 if name in SIZES else 1e-6
    assert weights[2, 9] + weights[10, 17] == pytest.approx(expected, abs=tolerance)
    assert weights[2, 9] == weights[10, 17]
    likeliest = classifier.labels[int(classifier.predict_proba([text])[0].argmax())]
    assert classifier.explain(text) == classifier.explain(text, likeliest)


@pytest.mark.parametrize("name", ["majority", "nb_lr"])
def test_a_long_text_is_explained_in_groups_of_words(name: str) -> None:
    found = fitted(name, Kind.SINGLE).explain(LONG)
    assert 8 <= len(found) <= 256
    assert (found[0][0], found[-1][1]) == (0, len(LONG) - 1)


def test_a_label_that_is_none_cannot_be_explained() -> None:
    with pytest.raises(ValueError, match="'Q' is no label of this classifier; expected one of P, N, NEU"):
        fitted("nb_lr", Kind.SINGLE).explain("good", "Q")


BAD = [
    ("one class", ["good", "bad"], ["P", "P"], r"two or more different labels .* Received: \['P'\]"),
    ("no text", [], [], r"Received: 0 empty texts"),
    ("empty texts", ["", " "], ["P", "N"], "needs a text to learn from. Received: 2 empty texts"),
    ("a stranger", ["good", "bad"], ["P", "Q"], "'Q' is no label of task sample; expected one of"),
    (
        "no label",
        ["good", "bad"],
        ["P", None],
        r"Text 1 .* has the label None; expected one of P, N, NEU",
    ),
    ("NaN", ["good", "bad"], [float("nan"), "P"], r"Text 0 .* has the label nan; expected one of"),
    ("a text that is none", ["good", float("nan")], ["P", "N"], r"text 1 .* is nan\. Leave it out"),
    ("labels without texts", ["good"], ["P", "N"], "1 texts, 2 labels"),
]


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize(
    ("texts", "labels", "sentence"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_nothing_can_be_learned_from_is_a_sentence(
    name: str, texts: list[str], labels: list[str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        fit(name, SINGLE, texts, labels)


@pytest.mark.parametrize("name", READING)
def test_odd_texts_can_be_learned_from(name: str) -> None:
    # A stacked vote fits its members six times: a shorter text will do.
    texts = [*TEXTS, *ODD, LONG[:5_000] if name == "vote_stacked" else LONG]
    labels = [*LABELS, *(["P", "N"] * 4), "P"]
    assert fit(name, SINGLE, texts, labels).predict_proba(ODD).shape == (8, 3)


@pytest.mark.parametrize("name", READING)
def test_a_label_that_no_text_has_gets_no_probability(name: str) -> None:
    classifier = fit(name, task_of("Z", "P", "N", "NEU", "A"), TEXTS, LABELS)
    assert classifier.predict_proba(UNSEEN)[:, [0, 4]].tolist() == [[0.0, 0.0]] * len(UNSEEN)
