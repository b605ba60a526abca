"""The gate on evaluations whose numbers are written down here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from text_models.versions.promotion_gate import decide
from text_models.versions.version_folder import VersionFolder

CONSTANTS = {
    "majority": {"macro_f1": 0.18, "mae": 0.90, "quadratic_kappa": 0.0},
    "mean": {"macro_f1": 0.07, "mae": 0.95, "quadratic_kappa": 0.0},
}
READER = {"macro_f1": 0.55, "mae": 0.40, "quadratic_kappa": 0.60}
GAIN = {"macro_f1": (0.040, 0.012, 0.068), "mae": (0.02, -0.01, 0.05), "quadratic_kappa": (0.0, -0.02, 0.02)}


def challenger(
    predictor: str = "tfidf_logistic",
    champion: str | None = "old",
    scores: dict[str, float] | None = None,
    **gains: tuple[float, float, float],
) -> VersionFolder:
    """Version "new", judged against `champion`, with other scores and gains where they are given."""
    of_all: dict[str, Any] = {**CONSTANTS, "tfidf_logistic": READER | (scores or {}), "albert": READER}
    evaluation = {
        "rows": 1234,
        "first_line": "A baseline wins.",
        "predictors": {
            name: {metric: {"value": value} for metric, value in metrics.items()}
            for name, metrics in of_all.items()
        },
        "champion": {"version": champion} if champion else None,
        "gain_over_champion": {
            metric: dict(zip(("value", "low", "high"), gain, strict=True))
            for metric, gain in (GAIN | gains).items()
        },
    }
    return VersionFolder(Path("models/rating/new"), {"predictor": predictor}, evaluation)


def test_the_first_reader_is_champion() -> None:
    assert decide(challenger(champion=None), None) == (
        True,
        "Promoted: version new (TF-IDF + logistic regression) is the first champion, macro-F1 0.550 on 1,234 "
        "evaluation reviews.",
    )


def test_a_gain_that_is_no_chance_wins() -> None:
    assert decide(challenger(predictor="albert"), "old") == (
        True,
        "Promoted in place of old: version new (ALBERT) gains +0.040 macro-F1 (95 % interval +0.012 to "
        "+0.068) on 1,234 evaluation reviews; MAE and kappa are not worse.",
    )


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (challenger(macro_f1=(0.040, -0.001, 0.08)), "(95 % interval -0.001 to +0.080) on 1,234 evaluation "),
        (challenger(macro_f1=(0.040, 0.0, 0.08)), "which may be chance"),
        (challenger(macro_f1=(-0.05, -0.08, -0.02)), "gains -0.050 macro-F1"),
        (challenger(mae=(-0.004, -0.02, 0.01)), "but loses 0.004 MAE."),
        (
            challenger(mae=(-0.004, -0.02, 0.01), quadratic_kappa=(-0.01, -0.1, 0.1)),
            "but loses 0.004 MAE and 0.010 quadratic kappa.",
        ),
        (challenger(champion="older"), "was judged against older. Evaluate it again."),
        (challenger(champion=None), "was judged against no champion. Evaluate it again."),
    ],
)
def test_otherwise_the_champion_stays(version: VersionFolder, reason: str) -> None:
    is_promoted, said = decide(version, "old")
    assert not is_promoted
    assert said.startswith("Not promoted, champion old stays: version new (TF-IDF + logistic regression) ")
    assert reason in said


@pytest.mark.parametrize("champion", [None, "old"])
@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (
            {"predictor": "majority"},
            "new (the majority class) has macro-F1 0.180, no better than 0.180 of the majority class.",
        ),
        (
            {"predictor": "mean"},
            "version new (the mean rating) has macro-F1 0.070, no better than 0.180 of the ",
        ),
        ({"scores": {"macro_f1": 0.18}}, "has macro-F1 0.180, no better than 0.180 of the majority class."),
        ({"scores": {"quadratic_kappa": 0.0}}, "has quadratic kappa 0.000, no better than 0.000 of the "),
        ({"scores": {"mae": 0.92}}, "has MAE 0.920, no better than 0.900 of the majority class."),
    ],
)
def test_a_constant_never_passes(champion: str | None, version: dict[str, Any], reason: str) -> None:
    is_promoted, said = decide(challenger(champion=champion, **version), champion)
    assert not is_promoted
    assert reason in said
    assert said.startswith(
        "Not promoted, champion old stays: " if champion else "Not promoted, there is still no champion: "
    )
