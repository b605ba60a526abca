"""The two predictors that do not read."""

import pytest

from text_models.baselines import MajorityClass, MeanRating

CASES = [
    ("mostly five", [5, 5, 5, 1], (5, 5.0), (4, 4.0)),
    ("a tie goes to the lower", [2, 2, 4, 4], (2, 2.0), (3, 3.0)),
    ("a half rounds upwards", [4, 5], (4, 4.0), (5, 4.5)),
    ("and so does two and a half", [2, 3], (2, 2.0), (3, 2.5)),
    ("one review", [3], (3, 3.0), (3, 3.0)),
]


@pytest.mark.parametrize(
    ("ratings", "majority", "mean"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_both_answer_the_same_to_every_review(
    ratings: list[int], majority: tuple[int, float], mean: tuple[int, float]
) -> None:
    for baseline, (rating, value) in ((MajorityClass, majority), (MeanRating, mean)):
        classes, values = baseline.fit(ratings).predict(3)
        assert classes.tolist() == [rating] * 3
        assert values.tolist() == [value] * 3


@pytest.mark.parametrize("baseline", [MajorityClass, MeanRating])
def test_no_rating_to_learn_from_is_refused(baseline: type[MajorityClass | MeanRating]) -> None:
    with pytest.raises(ValueError, match=r"at least one training rating. Received: 0"):
        baseline.fit([])
