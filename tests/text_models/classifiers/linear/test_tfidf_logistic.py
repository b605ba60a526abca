"""TF-IDF and logistic regression against scikit-learn's own, and on texts that are no good."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.constants import MajorityClass, MeanRating
from text_models.classifiers.linear.tfidf_logistic import TfidfLogistic

RATINGS = (1, 2, 3, 4, 5)
WORDS = {1: "awful", 2: "weak", 3: "fair", 4: "good", 5: "perfect"}
THINGS = ("soap", "brush", "shirt", "lamp")
TEXTS = [f"This {thing} is {WORDS[rating]}!" for thing in THINGS for rating in RATINGS]
LABELS = [rating for _ in THINGS for rating in RATINGS]
UNSEEN = ["A perfect towel.", "awful, AWFUL lamp", "weak soap!!! fair brush"]
ODD = ["", " ", "\U0001f600\U0001f621", "x", "perfect " * 12_500, "\u0416\u0437\u5b57", "\x00\x1f", "!"]


@pytest.fixture(scope="module")
def fitted() -> TfidfLogistic:
    return TfidfLogistic.fit(TEXTS, LABELS, classes=RATINGS)


def test_it_is_scikit_learns_pipeline(fitted: TfidfLogistic) -> None:
    reference = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]+", sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=3.0, max_iter=1_000, tol=1e-8),
    ).fit(TEXTS, LABELS)
    probabilities = fitted.predict_proba(UNSEEN)
    assert probabilities == pytest.approx(reference.predict_proba(UNSEEN), abs=2e-3)
    assert probabilities.argmax(axis=1)[:2].tolist() == [4, 0]


@pytest.mark.parametrize(
    "fit",
    [
        lambda: MajorityClass.fit(LABELS),
        lambda: MeanRating.fit(LABELS),
        lambda: TfidfLogistic.fit(TEXTS, LABELS, classes=RATINGS),
    ],
    ids=["majority", "mean", "tfidf_logistic"],
)
def test_each_is_a_text_classifier_that_comes_back_as_it_was_saved(
    fit: Callable[[], MajorityClass | MeanRating | TfidfLogistic], tmp_path: Path
) -> None:
    made = fit()
    made.save(tmp_path)
    loaded = type(made).load(tmp_path)
    assert isinstance(loaded, TextClassifier)
    assert (loaded.name, loaded.classes) == (made.name, RATINGS)
    texts = [*UNSEEN, *ODD]
    probabilities = loaded.predict_proba(texts)
    assert probabilities.tolist() == made.predict_proba(texts).tolist()
    assert probabilities.shape == (len(texts), 5)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(len(texts)))
    assert loaded.predict_proba([]).shape == (0, 5)


def test_a_rating_never_seen_has_no_probability() -> None:
    fitted = TfidfLogistic.fit(
        ["good soap", "bad soap", "good lamp", "bad lamp"], [5, 2, 5, 2], classes=RATINGS
    )
    probabilities = fitted.predict_proba(["good", "bad", ""])
    assert probabilities[:, [0, 2, 3]].tolist() == [[0.0] * 3] * 3
    assert probabilities[0, 4] > 0.5 > probabilities[1, 4]
    reference = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]+", sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=3.0),
    ).fit(["good soap", "bad soap", "good lamp", "bad lamp"], [5, 2, 5, 2])
    assert probabilities[:, [1, 4]] == pytest.approx(reference.predict_proba(["good", "bad", ""]), abs=2e-3)


def test_texts_of_marks_alone_can_be_learned_from() -> None:
    fitted = TfidfLogistic.fit(["\U0001f600", "\U0001f621", "!"], [5, 1, 3], classes=RATINGS)
    assert fitted.predict_proba(["\U0001f600", "\U0001f621"]).argmax(axis=1).tolist() == [4, 0]


BAD = [
    ("one class", ["a text", "another"], [5, 5], r"two or more different labels .* Received: \[5\]"),
    ("no text", [], [], r"two or more different labels .* Received: \[\]"),
    ("a stranger", ["a text", "another"], [5, 6], r"out of \(1, 2, 3, 4, 5\). Received: \[5, 6\]"),
    ("empty texts", ["", " "], [5, 1], "needs a text to learn from. Received: 2 empty texts"),
]


@pytest.mark.parametrize(
    ("texts", "labels", "sentence"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_nothing_can_be_learned_from_is_refused(
    texts: list[str], labels: list[int], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        TfidfLogistic.fit(texts, labels, classes=RATINGS)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _other_weights(path: Path) -> None:
    weights = load_file(path)
    weights["coefficients"] = weights["coefficients"][:, 1:]
    save_file(weights, path)


def _fewer_idf(path: Path) -> None:
    weights = load_file(path)
    weights["word_idf"] = weights["word_idf"][1:]
    save_file(weights, path)


DAMAGE = [
    ("a cut vocabulary", "vocabulary.json", _cut, "is damaged"),
    ("cut weights", "weights.safetensors", _cut, "is damaged"),
    ("no vocabulary", "vocabulary.json", lambda path: path.write_text("{}"), "is damaged"),
    ("weights of another", "weights.safetensors", _other_weights, r"weights\.safetensors .* does not fit"),
    ("idf of another", "weights.safetensors", _fewer_idf, "is damaged"),
]


@pytest.mark.parametrize(
    ("name", "damage", "sentence"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE]
)
def test_damaged_files_are_not_half_loaded(
    fitted: TfidfLogistic, tmp_path: Path, name: str, damage: object, sentence: str
) -> None:
    fitted.save(tmp_path)
    assert callable(damage)
    damage(tmp_path / name)
    with pytest.raises(ValueError, match=sentence):
        TfidfLogistic.load(tmp_path)


def test_the_ladder_without_albert_imports_no_tensorflow() -> None:
    script = (
        "import sys, text_models.ladder.evaluate_version, text_models.reports.report;"
        "import text_models.classifiers.linear.tfidf_logistic as t;"
        "t.TfidfLogistic.fit(['good', 'bad'], [5, 1], classes=(1, 5)).predict_proba(['good']);"
        "print(sorted({'sklearn', 'tensorflow', 'keras', 'transformers'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert answer.stdout == "['sklearn']\n"
