"""The gate on evaluations whose numbers are written down here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rating_model.rating_task import rating_task
from text_models.versions import promotion_gate
from text_models.versions.promotion_gate import Decision
from text_models.versions.version_folder import VersionFolder

SCORES = {
    "majority": {"macro_f1": 0.18, "mae": 0.90, "quadratic_kappa": 0.0},
    "mean": {"macro_f1": 0.07, "mae": 0.95, "quadratic_kappa": 0.0},
    "tfidf_logistic": {"macro_f1": 0.55, "mae": 0.40, "quadratic_kappa": 0.60},
    "albert": {"macro_f1": 0.55, "mae": 0.40, "quadratic_kappa": 0.60},
}
# Each gain as value, low, high, p.
CLEAR, NOTHING = (0.3, 0.2, 0.4, 0.002), (0.0, -0.02, 0.02, 1.0)
OVER_CONSTANTS = {"macro_f1": CLEAR, "mae": CLEAR, "quadratic_kappa": CLEAR}
OVER_CHAMPION = {
    "macro_f1": (0.040, 0.012, 0.068, 0.006),
    "mae": (0.02, -0.01, 0.05, 0.2),
    "quadratic_kappa": NOTHING,
}

Gain = tuple[float, float, float, float]


def spelled(gains: dict[str, Gain]) -> dict[str, dict[str, float]]:
    return {name: dict(zip(("value", "low", "high", "p"), gain, strict=True)) for name, gain in gains.items()}


def challenger(
    predictor: str = "tfidf_logistic",
    champion: str | None = "old",
    over_majority: dict[str, Gain] | None = None,
    **gains: Gain,
) -> VersionFolder:
    """Version "new", judged against `champion`, with other gains where they are given."""
    over_constants = {
        "majority": spelled(OVER_CONSTANTS | (over_majority or {})),
        "mean": spelled(OVER_CONSTANTS),
    }
    evaluation = {
        "rows": 1234,
        "first_line": "A baseline wins.",
        "predictors": {
            name: {metric: {"value": value} for metric, value in metrics.items()}
            for name, metrics in SCORES.items()
        },
        "champion": {"version": champion} if champion else None,
        "gains": {
            "majority": {},
            "mean": {"majority": spelled(OVER_CONSTANTS)},
            "tfidf_logistic": over_constants,
            "albert": {**over_constants, "tfidf_logistic": spelled(dict.fromkeys(OVER_CONSTANTS, NOTHING))},
        },
        "gain_over_champion": spelled(OVER_CHAMPION | gains),
    }
    return VersionFolder(Path("models/rating/new"), {"predictor": predictor}, evaluation)


def decide(version: VersionFolder, champion: str | None) -> Decision:
    return promotion_gate.decide(rating_task(), version, champion)


def test_the_first_reader_is_champion() -> None:
    assert decide(challenger(champion=None), None) == (
        True,
        "Promoted: version new (TF-IDF + logistic regression) is the first champion, macro-F1 0.550, MAE "
        "0.400 and quadratic kappa 0.600 on 1,234 evaluation reviews.",
    )


def test_a_gain_that_is_no_chance_wins() -> None:
    assert decide(challenger(predictor="albert"), "old") == (
        True,
        "Promoted in place of old: version new (ALBERT) is better beyond chance in macro-F1 (+0.040, 95 % "
        "interval +0.012 to +0.068) on 1,234 evaluation reviews, and worse beyond chance in none of the "
        "yardstick.",
    )


def test_any_metric_of_the_yardstick_may_win() -> None:
    # The case that the rule before refused: macro-F1 alone just misses, MAE and kappa are clear.
    version = challenger(
        macro_f1=(0.040, -0.0004, 0.079, 0.052),
        mae=(0.034, 0.005, 0.062, 0.020),
        quadratic_kappa=(0.093, 0.030, 0.152, 0.004),
    )
    assert decide(version, "old") == (
        True,
        "Promoted in place of old: version new (TF-IDF + logistic regression) is better beyond chance in MAE "
        "(+0.034, 95 % interval +0.005 to +0.062) and quadratic kappa (+0.093, 95 % interval +0.030 to "
        "+0.152) on 1,234 evaluation reviews, and worse beyond chance in none of the yardstick.",
    )


def test_a_loss_that_may_be_chance_does_not_stop_it() -> None:
    assert decide(challenger(mae=(-0.004, -0.02, 0.01, 0.6)), "old").is_promoted


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (
            challenger(macro_f1=(0.040, -0.001, 0.08, 0.06)),
            "is better beyond chance in none of macro-F1 (+0.040, 95 % interval -0.001 to +0.080), MAE ",
        ),
        # One of three metrics must reach .05 / 3.
        (
            challenger(macro_f1=(0.040, 0.001, 0.08, 0.04)),
            "is better beyond chance in none of macro-F1 (+0.040",
        ),
        (challenger(macro_f1=(-0.05, -0.08, -0.02, 0.002)), "in none of macro-F1 (-0.050"),
        (
            challenger(mae=(-0.03, -0.05, -0.01, 0.002)),
            "is better beyond chance in macro-F1 (+0.040, 95 % interval +0.012 to +0.068), but worse beyond "
            "chance in MAE (-0.030, 95 % interval -0.050 to -0.010), on 1,234 evaluation reviews.",
        ),
        (
            challenger(mae=(-0.03, -0.05, -0.01, 0.002), quadratic_kappa=(-0.2, -0.3, -0.1, 0.002)),
            "but worse beyond chance in MAE (-0.030, 95 % interval -0.050 to -0.010) and quadratic kappa ",
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
        ({"predictor": "majority"}, "version new (the majority class) gives every text the same answer, on "),
        ({"predictor": "mean"}, "version new (the mean rating) gives every text the same answer, on 1,234 "),
        (
            {"over_majority": dict.fromkeys(OVER_CONSTANTS, NOTHING)},
            "does not beat the majority class, on 1,234 evaluation reviews.",
        ),
        ({"over_majority": {"mae": (-0.2, -0.3, -0.1, 0.002)}}, "does not beat the majority class, on "),
    ],
)
def test_a_constant_never_passes(champion: str | None, version: dict[str, Any], reason: str) -> None:
    is_promoted, said = decide(challenger(champion=champion, **version), champion)
    assert not is_promoted
    assert reason in said
    assert said.startswith(
        "Not promoted, champion old stays: " if champion else "Not promoted, there is still no champion: "
    )


def test_an_evaluation_without_p_values_is_made_again() -> None:
    version = challenger()
    del version.evaluation["gain_over_champion"]["mae"]["p"]
    with pytest.raises(ValueError, match=r"new was evaluated by an earlier state .* Evaluate it again\."):
        decide(version, "old")
