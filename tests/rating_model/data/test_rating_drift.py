"""The bins of ratings are the five of them, and a warning speaks of reviews."""

import pytest

from rating_model.data.rating_drift import rating_drift, rating_reference


def test_ratings_have_a_bin_each_and_come_before_the_lengths() -> None:
    reference = rating_reference([1, 5, 5, 4] * 25, range(1, 101))
    assert list(reference) == ["rating", "length"]
    assert reference["rating"] == {"edges": [1.5, 2.5, 3.5, 4.5], "counts": [25, 0, 0, 25, 50]}
    assert reference["length"]["counts"] == [10] * 10


def test_a_warning_says_what_is_different_and_where_to_look() -> None:
    reference = rating_reference([1, 5, 5, 4] * 2_500, range(10_000))
    report = rating_drift("v1", reference, {"rating": [0, 0, 0, 0, 300], "length": [30] * 10})
    assert list(report) == ["champion", "warnings", "rating", "length"]
    assert report["length"] == {"psi": 0.0, "limit": 0.25, "rows": 300}
    psi = report["rating"]["psi"]
    # By hand, with half a row in each bin: 2 * 0.2483 * ln 151.3 for 1 and 4, 0.4934 * ln 1.987 for 5, and
    # 2 * 0.0016 * ln 33 for 2 and 3.
    assert psi == pytest.approx(2.493 + 0.339 + 0.011, abs=0.002)
    assert report["warnings"] == [
        f"Drift: the rating of 300 new reviews is not what champion v1 has learned from: PSI {psi:.2f}, "
        "expected at most 0.25. Look at its bins in manifest.json."
    ]
