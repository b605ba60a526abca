"""TF-IDF and logistic regression against scikit-learn's own, and on texts that are no good."""

import json
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

from rating_model.rating_task import rating_task
from rating_model.serving.mean_rating import MeanRating
from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.constants import MajorityLabel
from text_models.classifiers.linear.tfidf_logistic import TfidfLogistic
from text_models.tasks.task import Kind, Task

RATINGS = (1, 2, 3, 4, 5)
WORDS = {1: "awful", 2: "weak", 3: "fair", 4: "good", 5: "perfect"}
THINGS = ("soap", "brush", "shirt", "lamp")
TEXTS = [f"This {thing} is {WORDS[rating]}!" for thing in THINGS for rating in RATINGS]
LABELS = [str(rating) for _ in THINGS for rating in RATINGS]
UNSEEN = ["A perfect towel.", "awful, AWFUL lamp", "weak soap!!! fair brush"]
ODD = ["", " ", "\U0001f600\U0001f621", "x", "perfect " * 12_500, "\u0416\u0437\u5b57", "\x00\x1f", "!"]


@pytest.fixture(scope="module")
def fitted() -> TfidfLogistic:
    return TfidfLogistic.fit(rating_task(), TEXTS, LABELS)


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
        lambda: MajorityLabel.fit(rating_task(), TEXTS, LABELS),
        lambda: MeanRating.fit(rating_task(), TEXTS, LABELS),
        lambda: TfidfLogistic.fit(rating_task(), TEXTS, LABELS),
    ],
    ids=["majority", "mean", "tfidf_logistic"],
)
def test_each_is_a_text_classifier_that_comes_back_as_it_was_saved(
    fit: Callable[[], MajorityLabel | MeanRating | TfidfLogistic], tmp_path: Path
) -> None:
    made = fit()
    made.save(tmp_path)
    loaded = type(made).load(tmp_path)
    assert isinstance(loaded, TextClassifier)
    assert (loaded.name, loaded.labels) == (made.name, ("1", "2", "3", "4", "5"))
    texts = [*UNSEEN, *ODD]
    probabilities = loaded.predict_proba(texts)
    assert probabilities.tolist() == made.predict_proba(texts).tolist()
    assert probabilities.shape == (len(texts), 5)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(len(texts)))
    assert loaded.predict_proba([]).shape == (0, 5)


def test_a_rating_never_seen_has_no_probability() -> None:
    fitted = TfidfLogistic.fit(
        rating_task(), ["good soap", "bad soap", "good lamp", "bad lamp"], ["5", "2", "5", "2"]
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
    fitted = TfidfLogistic.fit(rating_task(), ["\U0001f600", "\U0001f621", "!"], ["5", "1", "3"])
    assert fitted.predict_proba(["\U0001f600", "\U0001f621"]).argmax(axis=1).tolist() == [4, 0]


BAD = [
    ("one class", ["a text", "another"], ["5", "5"], r"two or more different labels .* Received: \['5'\]"),
    ("no text", [], [], r"two or more different labels .* Received: \[\]"),
    (
        "a stranger",
        ["a text", "another"],
        ["5", "6"],
        r"'6' is no label of task rating; expected one of 1, 2, 3, 4, 5",
    ),
    ("empty texts", ["", " "], ["5", "1"], "needs a text to learn from. Received: 2 empty texts"),
]


@pytest.mark.parametrize(
    ("texts", "labels", "sentence"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_nothing_can_be_learned_from_is_refused(
    texts: list[str], labels: list[str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        TfidfLogistic.fit(rating_task(), texts, labels)


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


def test_a_version_of_before_with_ratings_as_numbers_still_loads(
    fitted: TfidfLogistic, tmp_path: Path
) -> None:
    fitted.save(tmp_path)
    path = tmp_path / "vocabulary.json"
    vocabulary = json.loads(path.read_text())
    del vocabulary["has_many_labels"]
    path.write_text(json.dumps({**vocabulary, "classes": [1, 2, 3, 4, 5]}))
    loaded = TfidfLogistic.load(tmp_path)
    assert loaded.labels == ("1", "2", "3", "4", "5")
    assert loaded.predict_proba(UNSEEN).tolist() == fitted.predict_proba(UNSEEN).tolist()


TAGS = Task(
    name="tags",
    title="tag",
    kind=Kind.MULTI,
    labels=("soap", "lamp", "never", "always"),
    metrics=("micro_f1",),
    yardstick=("micro_f1",),
    rungs=("tfidf_logistic",),
)


def test_any_number_of_labels_is_a_regression_a_label(tmp_path: Path) -> None:
    texts = ["good soap", "soap and lamp", "a lamp", "nothing here"]
    labels = [["soap", "always"], ["soap", "lamp", "always"], ["lamp", "always"], ["always"]]
    fitted = TfidfLogistic.fit(TAGS, texts, labels)
    fitted.save(tmp_path)
    found = TfidfLogistic.load(tmp_path).predict_proba(["my soap", "your lamp"])
    assert found[:, 2:].tolist() == [[0.0, 1.0], [0.0, 1.0]]
    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]+", sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    for place, has in enumerate(([1, 1, 0, 0], [0, 1, 1, 0])):
        reference = make_pipeline(union, LogisticRegression(C=3.0)).fit(texts, has)
        assert found[:, place] == pytest.approx(
            reference.predict_proba(["my soap", "your lamp"])[:, 1], abs=2e-3
        )


def test_labels_that_all_texts_have_tell_nothing_apart() -> None:
    with pytest.raises(ValueError, match=r"that some texts have and others have not\. Received: 2 texts"):
        TfidfLogistic.fit(TAGS, ["a", "b"], [["always"], ["always"]])


def test_the_ladder_without_albert_imports_no_tensorflow() -> None:
    script = (
        "import sys, text_models.ladder.evaluate_version, text_models.reports.report;"
        "import text_models.classifiers.linear.tfidf_logistic as t;"
        "from rating_model.rating_task import rating_task;"
        "t.TfidfLogistic.fit(rating_task(), ['good', 'bad'], ['5', '1']).predict_proba(['good']);"
        "print(sorted({'sklearn', 'tensorflow', 'keras', 'transformers'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert answer.stdout == "['sklearn']\n"
