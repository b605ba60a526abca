"""Naive Bayes and NB-LR against counts by hand and against scikit-learn."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline, make_union

from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS, UNSEEN, task_of
from text_models.classifiers.bayes.log_count_ratios import log_count_ratios
from text_models.classifiers.bayes.multinomial_bayes import fit_bayes
from text_models.classifiers.bayes.nb_logistic import SHAPE, fit_nb_logistic
from text_models.classifiers.features.ngrams import Ngrams
from text_models.classifiers.linear.linear_model import LinearModel
from text_models.tasks.task import Kind

WORD = r"\w+|[^\w\s]+"


def test_log_count_ratios_by_hand() -> None:
    features = csr_matrix([[1, 1, 0], [1, 0, 0], [0, 1, 1]])
    # With the label: counts 2, 1, 0, plus one each 3, 2, 1 of 6. Without it: 1, 2, 2 of 5.
    expected = np.log([(3 / 6) / (1 / 5), (2 / 6) / (2 / 5), (1 / 6) / (2 / 5)])
    assert log_count_ratios(features, np.array([True, True, False])) == pytest.approx(expected)


def test_nb_lr_is_regression_on_presence_times_ratios() -> None:
    texts = TEXTS[:48]
    fitted = fit_nb_logistic(task_of("P", "N"), texts, LABELS[:48])
    assert isinstance(fitted.model, LinearModel)
    words = CountVectorizer(ngram_range=(1, 2), token_pattern=WORD, binary=True, dtype=np.float32)
    pieces = CountVectorizer(analyzer="char_wb", ngram_range=(2, 6), binary=True, dtype=np.float32)
    union = make_union(words, pieces)
    both = union.fit_transform(texts).toarray()
    positive = np.array([label == "P" for label in LABELS[:48]])
    p, q = 1.0 + both[positive].sum(axis=0), 1.0 + both[~positive].sum(axis=0)
    ratios = np.log((p / p.sum()) / (q / q.sum())).astype(np.float32)
    reference = LogisticRegression(C=1.0).fit(csr_matrix(both * ratios), positive)
    unseen = union.transform(UNSEEN).toarray() * ratios
    assert fitted.predict_proba(UNSEEN)[:, 0] == pytest.approx(
        reference.predict_proba(unseen)[:, 1], abs=1e-4
    )


@pytest.mark.parametrize("smoothing", [0.1, 1.0])
@pytest.mark.parametrize("weighting", ["counts", "tfidf"])
def test_naive_bayes_is_scikit_learns(weighting: str, smoothing: float) -> None:
    fitted = fit_bayes(SINGLE, TEXTS, LABELS, weighting=weighting, smoothing=smoothing)
    vectoriser = (
        CountVectorizer(token_pattern=WORD)
        if weighting == "counts"
        else TfidfVectorizer(token_pattern=WORD, sublinear_tf=True)
    )
    reference = make_pipeline(vectoriser, MultinomialNB(alpha=smoothing)).fit(TEXTS, LABELS)
    columns = [list(reference.classes_).index(label) for label in SINGLE.labels]
    assert fitted.predict_proba(UNSEEN) == pytest.approx(
        reference.predict_proba(UNSEEN)[:, columns], abs=1e-5
    )


def test_of_many_labels_each_is_told_from_its_absence() -> None:
    task = task_of("P", "soap", "never", "always", kind=Kind.MULTI)
    sets = [
        ["always", *(["P"] if label == "P" else []), *(["soap"] if "soap" in text else [])]
        for label, text in zip(LABELS, TEXTS, strict=True)
    ]
    found = fit_bayes(task, TEXTS, sets).predict_proba(UNSEEN)
    for column, label in enumerate(("P", "soap")):
        reference = make_pipeline(CountVectorizer(token_pattern=WORD), MultinomialNB())
        reference.fit(TEXTS, [label in of_text for of_text in sets])
        assert found[:, column] == pytest.approx(reference.predict_proba(UNSEEN)[:, 1], abs=1e-5)
    assert found[:, 2].tolist() == [0.0] * len(UNSEEN)
    assert found[:, 3] == pytest.approx([len(TEXTS) / (len(TEXTS) + 1)] * len(UNSEEN))


def test_sparse_stays_sparse() -> None:
    texts = [f"word{number} and word{number + 1} of {number % 97} things" for number in range(5_000)]
    ngrams, features = Ngrams.fit(SHAPE, texts)
    assert features.format == "csr"
    assert features.dtype == np.float32
    again = ngrams.transform(texts[:1_000])
    assert again.format == "csr"
    assert again.nnz < 0.01 * again.shape[0] * again.shape[1]


def test_ten_thousand_labels_are_refused_before_they_fill_the_memory() -> None:
    labels = tuple(f"label {number}" for number in range(10_000))
    order = random.Random(0)
    texts = [" ".join(f"{order.randrange(10**9):09d}" for _ in range(12)) for _ in range(400)]
    with pytest.raises(
        ValueError, match=r"10,000 labels and [\d,]+ features make [\d,]+ weights, expected 500,"
    ):
        fit_nb_logistic(task_of(*labels), texts, list(labels[:400]))
