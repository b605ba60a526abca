"""TF-IDF and ridge regressions, against scikit-learn's own, on labels and on scores."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_union

from tests.text_models.classifiers.rung_samples import MULTI, SETS, TEXTS, UNSEEN
from text_models.classifiers.linear.tfidf_ridge import fit_ridge, folds_of


@pytest.mark.parametrize("penalty", [0.3, 3.0])
def test_log_odds_are_a_line_of_scikit_learns_ridge(penalty: float) -> None:
    found = fit_ridge(MULTI, TEXTS, SETS, penalty=penalty).predict_proba(UNSEEN)
    union = make_union(
        TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]+", sublinear_tf=True, dtype=np.float32
        ),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32),
    )
    features = union.fit_transform(TEXTS)
    for column, label in enumerate(MULTI.labels):
        has = np.array([label in of_text for of_text in SETS], float)
        said = Ridge(alpha=penalty).fit(features.toarray(), has).predict(union.transform(UNSEEN).toarray())
        odds = np.log(found[:, column] / (1 - found[:, column]))
        slope, start = np.polyfit(said, odds, 1)
        assert slope > 0
        assert odds == pytest.approx(slope * said + start, abs=0.02)


def test_scores_are_learned_as_they_are() -> None:
    texts = [f"{word} thing {number}" for word in ("mild", "grave") for number in range(100)]
    scores = np.array([[0.3, 0.1]] * 100 + [[0.9, 0.6]] * 100)
    task = type(MULTI)(**{**vars(MULTI), "labels": ("P", "N")})
    labels = [["P"] if row[0] > 0.5 else [] for row in scores.tolist()]
    found = fit_ridge(task, texts, labels, scores=scores).predict_proba(texts)
    # As frequencies are: of the mild ones, and of the grave ones, the mean is theirs.
    assert found[:100].mean(axis=0) == pytest.approx(np.array([0.3, 0.1]), abs=0.03)
    assert found[100:].mean(axis=0) == pytest.approx(np.array([0.9, 0.6]), abs=0.03)


def test_the_order_of_labels_changes_no_score() -> None:
    texts = [f"{word} thing {number}" for word in ("mild", "grave") for number in range(20)]
    scores = np.array([[0.3, 0.1]] * 20 + [[0.9, 0.6]] * 20)
    labels = [["P"] if row[0] > 0.5 else [] for row in scores.tolist()]
    tasks = [type(MULTI)(**{**vars(MULTI), "labels": names}) for names in (("P", "N"), ("N", "P"))]
    one = fit_ridge(tasks[0], texts, labels, scores=scores).predict_proba(UNSEEN)
    other = fit_ridge(tasks[1], texts, labels, scores=scores[:, ::-1]).predict_proba(UNSEEN)
    assert one.tolist() == other[:, ::-1].tolist()


def test_equal_texts_are_in_one_fold_and_no_fold_is_large() -> None:
    folds = folds_of([f"text {number}" for number in range(1000)])
    assert np.bincount(folds).tolist() == pytest.approx([200] * 5, abs=45)
    assert len(set(folds_of(["The  text", "the text", "THE TEXT"]).tolist())) == 1
