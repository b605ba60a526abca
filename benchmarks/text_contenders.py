"""The rungs of the text ladder, and what a user of the bare library would write in their place."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from fasttext import train_supervised
from sklearn import ensemble
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_predict
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.features.ngrams import MOST_PIECES, MOST_WORDS, WORD
from text_models.classifiers.rung import rungs_of
from text_models.classifiers.ten_features.discriminating_words import discriminating_words
from text_models.classifiers.ten_features.text_features import TextFeatures
from text_models.classifiers.training_texts import Texts
from text_models.normalise import normalise_text
from text_models.tasks.task import Kind, Task

STARS = ("1", "2", "3", "4", "5")
TAGS = ("bad", "extreme", "good", "middle")
SETS = {
    "1": ["bad", "extreme"], "2": ["bad"], "3": ["middle"], "4": ["good"], "5": ["extreme", "good"],
}  # fmt: skip
MANY_LABELS = ("tfidf_lr_one_vs_rest", "tfidf_lr_powerset", "tfidf_ridge")
Rated = Sequence[tuple[str, str]]
Fitted = Callable[[Sequence[str]], Any]


class OurRung:
    """A rung of the ladder, with the options that its bare counterpart has."""

    def __init__(self, name: str) -> None:
        """`name` is that of the rung."""
        is_many = name in MANY_LABELS
        self._task = Task(
            name="bench",
            title="bench",
            kind=Kind.MULTI if is_many else Kind.SINGLE,
            labels=TAGS if is_many else STARS,
            metrics=("log_loss",),
            yardstick=("log_loss",),
            rungs=(name,),
        )
        self._rung = rungs_of(self._task)[name]
        self._classifier: TextClassifier | None = None

    def fit(self, rated: Rated) -> None:
        """Fit the rung to texts and their stars."""
        labels: Any = [SETS[stars] if self._task.kind is Kind.MULTI else stars for _, stars in rated]
        if self._rung.fit is None:
            raise ValueError(f"{self._rung.name} is trained by a step of its own")
        self._classifier = self._rung.fit(self._task, [text for text, _ in rated], labels)

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """Return the probabilities of the labels, shape (N, C)."""
        if self._classifier is None:
            raise ValueError("fit comes first")
        return self._classifier.predict_proba(texts)


class BareLibrary:
    """The same model, by the library alone."""

    def __init__(self, name: str) -> None:
        """`name` is that of the rung whose counterpart it is."""
        self._fit = BARE[name]
        self._answer: Fitted | None = None

    def fit(self, rated: Rated) -> None:
        """Fit the model to texts and their stars."""
        with warnings.catch_warnings():
            # As published, regressions stop after 100 iterations.
            warnings.filterwarnings("ignore", "lbfgs failed to converge")
            texts = [normalise_text(text) for text, _ in rated]
            self._answer = self._fit(texts, [stars for _, stars in rated])

    def predict_proba(self, texts: Sequence[str]) -> Any:
        """Return what the library answers to N texts, of length N."""
        if self._answer is None:
            raise ValueError("fit comes first")
        return self._answer([normalise_text(text) for text in texts])


def _vectoriser(kind: str, *, of_words: bool, ngrams: tuple[int, int], most: int | None = None) -> Any:

    options: dict[str, Any] = {"dtype": np.float32, "min_df": 2, "ngram_range": ngrams}
    options["max_features"] = most or (MOST_WORDS if of_words else MOST_PIECES)
    options |= {"token_pattern": WORD} if of_words else {"analyzer": "char_wb"}
    if kind == "tfidf":
        return TfidfVectorizer(sublinear_tf=True, **options)
    return CountVectorizer(binary=kind == "presence", **options)


def _words_and_pieces(words: int = MOST_WORDS, pieces: int = MOST_PIECES) -> Any:

    return make_union(
        _vectoriser("tfidf", of_words=True, ngrams=(1, 2), most=words),
        _vectoriser("tfidf", of_words=False, ngrams=(2, 5), most=pieces),
    )


def _bayes(kind: str) -> Callable[[Sequence[str], Sequence[str]], Fitted]:
    def fit(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

        vectoriser = _vectoriser(kind, of_words=True, ngrams=(1, 1))
        return _predict(make_pipeline(vectoriser, MultinomialNB()).fit(texts, stars))

    return fit


def _nb_lr(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

    union = make_union(
        _vectoriser("presence", of_words=True, ngrams=(1, 2)),
        _vectoriser("presence", of_words=False, ngrams=(2, 6), most=400_000),
    )
    features, truth = union.fit_transform(texts), np.asarray(stars)
    models = []
    for label in sorted(set(stars)):
        sums = [1 + np.asarray(features[truth == label].sum(axis=0)).ravel()]
        sums.append(1 + np.asarray(features[truth != label].sum(axis=0)).ravel())
        ratios = np.log(sums[0] / sums[0].sum()) - np.log(sums[1] / sums[1].sum())
        weighted = features.multiply(ratios.astype(np.float32)).tocsr()
        models.append((ratios, LogisticRegression(max_iter=100).fit(weighted, truth == label)))

    def answer(asked: Sequence[str]) -> Any:
        found = union.transform(asked)
        columns = [
            model.predict_proba(found.multiply(ratios.astype(np.float32)).tocsr())[:, 1]
            for ratios, model in models
        ]
        return np.column_stack(columns) / np.sum(columns, axis=0)[:, None]

    return answer


def _tfidf_logistic(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

    model = make_pipeline(_words_and_pieces(), LogisticRegression(C=3.0, max_iter=1_000))
    return _predict(model.fit(texts, stars))


def _one_vs_rest(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

    truth = np.array([[tag in SETS[star] for tag in TAGS] for star in stars], int)
    regression = OneVsRestClassifier(LogisticRegression(C=10.0, max_iter=100))
    return _predict(make_pipeline(_words_and_pieces(), regression).fit(texts, truth))


def _powerset(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

    union = _words_and_pieces(20_000, 40_000)
    model = make_pipeline(union, LogisticRegression(C=10.0, max_iter=100))
    model.fit(texts, ["+".join(SETS[star]) for star in stars])
    members = np.array([[tag in of_set.split("+") for tag in TAGS] for of_set in model.classes_], float)
    return lambda asked: model.predict_proba(asked) @ members


def _ridge(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

    truth = np.array([[tag in SETS[star] for tag in TAGS] for star in stars], float)
    union, ridge = _words_and_pieces(), Ridge(solver="sparse_cg", tol=1e-4)
    features = union.fit_transform(texts)
    said = cross_val_predict(ridge, features, truth, cv=5)
    curves = [
        LogisticRegression(C=100.0).fit(column[:, None], has)
        for column, has in zip(said.T, truth.T, strict=True)
    ]
    ridge.fit(features, truth)

    def answer(asked: Sequence[str]) -> Any:
        columns = ridge.predict(union.transform(asked)).T
        return np.column_stack(
            [
                curve.predict_proba(column[:, None])[:, 1]
                for curve, column in zip(curves, columns, strict=True)
            ]
        )

    return answer


def _fasttext(loss: str) -> Callable[[Sequence[str], Sequence[str]], Fitted]:
    def fit(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

        with tempfile.TemporaryDirectory(prefix="amzn-review-bench-") as folder:
            file = Path(folder) / "train.txt"
            with file.open("w") as lines:
                for text, star in zip(texts, stars, strict=True):
                    lines.write(f"__label__{star} {' '.join(text.split())}\n")
            model = train_supervised(
                str(file),
                loss=loss,
                dim=55,
                lr=0.5,
                epoch=25,
                minCount=1,
                bucket=0,
                thread=1,
                verbose=0,
                seed=0,
            )
        return lambda asked: model.predict([" ".join(text.split()) for text in asked], k=-1)[0]

    return fit


def _ten_features(make: Callable[[], Any]) -> Callable[[Sequence[str], Sequence[str]], Fitted]:
    """The learner on the ten features, which are our code on both sides; its words are found by ours."""

    def fit(texts: Sequence[str], stars: Sequence[str]) -> Fitted:

        truth = np.asarray(stars)
        poles = [frozenset(discriminating_words(texts, truth == star)) for star in (STARS[0], STARS[-1])]
        features = TextFeatures(*poles)
        model = make().fit(features.of(Texts(texts, texts)), truth)
        return lambda asked: model.predict_proba(features.of(Texts(asked, asked)))

    return fit


def _learner(name: str) -> Callable[[], Any]:
    def make() -> Any:

        learners = {
            "lr": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000)),
            "nb": lambda: make_pipeline(MinMaxScaler(clip=True), MultinomialNB()),
            "tree": lambda: DecisionTreeClassifier(random_state=0),
            "svm": lambda: make_pipeline(
                StandardScaler(), CalibratedClassifierCV(SVC(), cv=5, ensemble=False)
            ),
            "forest": lambda: ensemble.RandomForestClassifier(random_state=0),
            "extra_trees": lambda: ensemble.ExtraTreesClassifier(random_state=0),
            "adaboost": lambda: ensemble.AdaBoostClassifier(random_state=0),
            "boosting": lambda: ensemble.GradientBoostingClassifier(random_state=0),
        }
        return learners[name]()

    return make


def _predict(model: Any) -> Fitted:
    answer: Fitted = model.predict_proba
    return answer


BARE: dict[str, Callable[[Sequence[str], Sequence[str]], Fitted]] = {
    "nb_counts": _bayes("counts"),
    "nb_tfidf": _bayes("tfidf"),
    "nb_lr": _nb_lr,
    "tfidf_logistic": _tfidf_logistic,
    "tfidf_lr_one_vs_rest": _one_vs_rest,
    "tfidf_lr_powerset": _powerset,
    "tfidf_ridge": _ridge,
    "fasttext_hs": _fasttext("hs"),
    "fasttext_softmax": _fasttext("softmax"),
    **{
        f"features_{name}": _ten_features(_learner(name))
        for name in ("lr", "nb", "tree", "svm", "forest", "extra_trees", "adaboost", "boosting")
    },
}
