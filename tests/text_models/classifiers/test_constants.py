"""The classifiers that do not read."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rating_model.rating_task import rating_task
from rating_model.serving.mean_rating import MeanRating
from text_models.classifiers.classifier import FixedAnswer
from text_models.classifiers.constants import MajorityLabel
from text_models.tasks.task import Kind, Task

# Ratings, then (rating, stars) of the majority class and of the mean, then the frequencies.
CASES = [
    ("mostly five", [5, 5, 5, 1], (5, 5.0), (4, 4.0), [0.25, 0, 0, 0, 0.75]),
    ("a tie goes to the lower", [2, 2, 4, 4], (2, 2.0), (3, 3.0), [0, 0.5, 0, 0.5, 0]),
    ("a half rounds upwards", [4, 5], (4, 4.0), (5, 4.5), [0, 0, 0, 0.5, 0.5]),
    ("and so does two and a half", [2, 3], (2, 2.0), (3, 2.5), [0, 0.5, 0.5, 0, 0]),
    ("one review", [3], (3, 3.0), (3, 3.0), [0, 0, 1, 0, 0]),
]

BAD = [
    ([], r"at least one training rating. Received: 0"),
    (["5", "0"], r"'0' is no label of task rating; expected one of 1, 2, 3, 4, 5"),
    (["4.5"], r"'4.5' is no label of task rating"),
]

DAMAGED = [
    "",
    '{"rating": 5',
    '{"rating": 5}',
    "[1, 2]",
    '{"labels": ["1"], "frequencies": [0.5, 0.5], "has_many_labels": false}',
]
TAGS = Task(
    name="tags",
    title="tag",
    kind=Kind.MULTI,
    labels=("red", "green", "blue"),
    metrics=("micro_f1",),
    yardstick=("micro_f1",),
    rungs=("majority",),
)


def texts(labels: list[str]) -> list[str]:
    return ["a text"] * len(labels)


@pytest.mark.parametrize(
    ("ratings", "majority", "mean", "frequencies"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_both_answer_the_same_to_every_review(
    ratings: list[int], majority: tuple[int, float], mean: tuple[int, float], frequencies: list[float]
) -> None:
    labels = [str(rating) for rating in ratings]
    for baseline, expected in ((MajorityLabel, majority), (MeanRating, mean)):
        fitted = baseline.fit(rating_task(), texts(labels), labels)
        assert isinstance(fitted, FixedAnswer)
        assert (fitted.answer + 1, fitted.point + 1) == expected
        assert fitted.predict_proba(["one", ""]).tolist() == [frequencies] * 2
        # What the frequencies expect is the mean.
        assert fitted.predict_proba(["one"]) @ [1, 2, 3, 4, 5] == pytest.approx([np.mean(ratings)])


def test_a_mean_of_a_half_is_one_whatever_the_shares_lose() -> None:
    # 0.1 + 0.2 and so on are no exact sums; the mean of these forty is 3.5 exactly.
    ratings = [1] * 5 + [2] * 7 + [3] * 8 + [4] * 3 + [5] * 17
    assert sum(ratings) == 3.5 * len(ratings)
    labels = [str(rating) for rating in ratings]
    fitted = MeanRating.fit(rating_task(), texts(labels), labels)
    assert (fitted.answer, fitted.point) == (3, 2.5)


def test_of_many_labels_the_most_frequent_one_is_the_answer() -> None:
    labels = [["red", "blue"], ["blue"], [], ["green", "blue"]]
    fitted = MajorityLabel.fit(TAGS, ["a text"] * 4, labels)
    counts = Counter(label for of_text in labels for label in of_text)
    assert fitted.frequencies == tuple(counts[label] / 4 for label in TAGS.labels)
    assert np.asarray(fitted.answer).tolist() == [False, False, True]


@pytest.mark.parametrize("baseline", [MajorityLabel, MeanRating])
@pytest.mark.parametrize(("labels", "sentence"), BAD)
def test_ratings_that_nothing_can_be_learned_from_are_refused(
    baseline: type[MajorityLabel | MeanRating], labels: list[str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        baseline.fit(rating_task(), texts(labels), labels)


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "constant.json").write_text(content)
    with pytest.raises(ValueError, match=r"constant\.json is damaged"):
        MeanRating.load(tmp_path)
