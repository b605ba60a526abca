"""One label against the rest, and sets of labels, against scikit-learn's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union

from tests.text_models.classifiers.rung_samples import LABELS, MULTI, SETS, SINGLE, TEXTS, UNSEEN
from text_models.classifiers.linear.label_powerset import fit_powerset
from text_models.classifiers.linear.one_vs_rest import ONE_VS_REST, fit_one_vs_rest


def tfidf() -> object:
    return make_union(
        TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]+", sublinear_tf=True, dtype=np.float32
        ),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32),
    )


@pytest.mark.parametrize("strength", [0.1, 1.0, 10.0])
def test_one_label_against_the_rest_is_scikit_learns(strength: float) -> None:
    found = fit_one_vs_rest(SINGLE, TEXTS, LABELS, strength=strength).predict_proba(UNSEEN)
    model = OneVsRestClassifier(LogisticRegression(C=strength))
    reference = make_pipeline(tfidf(), model).fit(TEXTS, LABELS)
    columns = [list(reference.classes_).index(label) for label in SINGLE.labels]
    assert found == pytest.approx(reference.predict_proba(UNSEEN)[:, columns], abs=1e-4)


def test_any_number_of_labels_is_a_regression_a_label() -> None:
    found = fit_one_vs_rest(MULTI, TEXTS, SETS).predict_proba(UNSEEN)
    for column, label in enumerate(MULTI.labels):
        reference = make_pipeline(tfidf(), LogisticRegression(C=10.0))
        reference.fit(TEXTS, [label in of_text for of_text in SETS])
        assert found[:, column] == pytest.approx(reference.predict_proba(UNSEEN)[:, 1], abs=1e-4)


def test_where_a_form_of_words_alone_is_read_the_whole_text_is_another_choice() -> None:
    tags = replace(MULTI, normal_form="tags")
    assert [dict(options) for options in ONE_VS_REST.choices_of(MULTI)] == [
        {"strength": 0.1}, {"strength": 1.0}, {"strength": 10.0},
    ]  # fmt: skip
    assert [dict(options) for options in ONE_VS_REST.choices_of(tags)[3:]] == [
        {"strength": 1.0, "words_alone": False},
        {"strength": 3.0, "words_alone": False},
        {"strength": 10.0, "words_alone": False},
    ]
    words, whole = (fit_one_vs_rest(tags, TEXTS, SETS, words_alone=alone) for alone in (True, False))
    assert (words.normal_form, whole.normal_form) == ("tags-words", "tags")


def test_a_labels_probability_is_the_sum_of_those_of_its_sets() -> None:
    found = fit_powerset(MULTI, TEXTS, SETS).predict_proba(UNSEEN)
    names = ["+".join(of_text) for of_text in SETS]
    reference = make_pipeline(tfidf(), LogisticRegression(C=10.0)).fit(TEXTS, names)
    holds = np.array([[label in name.split("+") for label in MULTI.labels] for name in reference.classes_])
    assert found == pytest.approx(reference.predict_proba(UNSEEN) @ holds, abs=1e-4)


def test_rare_sets_are_left_out() -> None:
    found = fit_powerset(MULTI, TEXTS, SETS, most_sets=3).predict_proba(UNSEEN)
    # The three most frequent sets are those of P, N or NEU alone.
    assert found[:, 3:].tolist() == [[0.0, 0.0]] * len(UNSEEN)
    assert found[:, :3].sum(axis=1) == pytest.approx(np.ones(len(UNSEEN)))
