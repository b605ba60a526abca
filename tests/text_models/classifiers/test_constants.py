"""The two predictors that do not read."""

from pathlib import Path

import numpy as np
import pytest

from text_models.classifiers.constants import MajorityClass, MeanRating

CASES = [
    ("mostly five", [5, 5, 5, 1], (5, 5.0), (4, 4.0), [0.25, 0, 0, 0, 0.75]),
    ("a tie goes to the lower", [2, 2, 4, 4], (2, 2.0), (3, 3.0), [0, 0.5, 0, 0.5, 0]),
    ("a half rounds upwards", [4, 5], (4, 4.0), (5, 4.5), [0, 0, 0, 0.5, 0.5]),
    ("and so does two and a half", [2, 3], (2, 2.0), (3, 2.5), [0, 0.5, 0.5, 0, 0]),
    ("one review", [3], (3, 3.0), (3, 3.0), [0, 0, 1, 0, 0]),
]

BAD = [
    ([], r"at least one training rating. Received: 0"),
    ([5, 0], r"whole stars 1 to 5. Received: \[0\]"),
    ([4.5], r"whole stars 1 to 5. Received: \[4.5\]"),
]

DAMAGED = ["", '{"rating": 5', '{"rating": 5}', "[1, 2]"]


@pytest.mark.parametrize(
    ("ratings", "majority", "mean", "frequencies"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_both_answer_the_same_to_every_review(
    ratings: list[int], majority: tuple[int, float], mean: tuple[int, float], frequencies: list[float]
) -> None:
    for baseline, expected in ((MajorityClass, majority), (MeanRating, mean)):
        fitted = baseline.fit(ratings)
        assert (fitted.rating, fitted.value) == expected
        assert fitted.predict_proba(["one", ""]).tolist() == [frequencies] * 2
        # What the frequencies expect is the mean.
        assert fitted.predict_proba(["one"]) @ [1, 2, 3, 4, 5] == pytest.approx([np.mean(ratings)])


@pytest.mark.parametrize("baseline", [MajorityClass, MeanRating])
@pytest.mark.parametrize(("ratings", "sentence"), BAD)
def test_ratings_that_nothing_can_be_learned_from_are_refused(
    baseline: type[MajorityClass | MeanRating], ratings: list[float], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        baseline.fit(ratings)


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "constant.json").write_text(content)
    with pytest.raises(ValueError, match=r"constant\.json is damaged"):
        MeanRating.load(tmp_path)
