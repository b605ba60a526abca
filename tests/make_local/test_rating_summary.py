"""The newest model of those that lie in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from make_local.rating_summary import RatingSummary

OLD, NEW = "20260101T000000000-ffffffff", "20260102T000000000-00000000"


def evaluated(models: Path, version: str) -> dict[str, Any]:
    content = {"version": version, "rows": 0, "best": "majority", "first_line": "…", "predictors": {}}
    (models / version).mkdir(parents=True)
    (models / version / "evaluation.json").write_text(json.dumps(content))
    return content


def test_nothing_is_evaluated_yet(tmp_path: Path) -> None:
    assert RatingSummary.read(tmp_path / "rating") is None
    (tmp_path / "rating" / NEW).mkdir(parents=True)
    (tmp_path / "rating" / "tokenizers" / "1").mkdir(parents=True)
    assert RatingSummary.read(tmp_path / "rating") is None


def test_the_newest_is_read_beside_the_champion(tmp_path: Path) -> None:
    evaluated(tmp_path, OLD)
    newest = evaluated(tmp_path, NEW)
    assert RatingSummary.read(tmp_path) == RatingSummary(newest, None)
    (tmp_path / "champion.json").write_text(json.dumps({"version": OLD}))
    assert RatingSummary.read(tmp_path) == RatingSummary(newest, OLD)


@pytest.mark.parametrize(
    ("champion", "line"),
    [
        (NEW, f"champion: {NEW}, this one"),
        (OLD, f"champion: {OLD}; the log of task promote says why not this one"),
        (None, "champion: none yet; the log of task promote says why not this one"),
    ],
)
def test_who_predicts_is_said(tmp_path: Path, champion: str | None, line: str) -> None:
    assert RatingSummary(evaluated(tmp_path, NEW), champion).lines()[-1] == line


def test_the_titles_are_those_of_the_evaluation() -> None:
    metrics = {"accuracy": {"value": 0.75}, "macro_f1": {"value": 0.5}, "mae": {"value": 1.25}}
    evaluation = {"version": NEW, "rows": 1234, "first_line": "It wins.", "predictors": {"majority": metrics}}
    titles = {"accuracy": "accuracy", "macro_f1": "macro-F1", "mae": "MAE, stars"}
    champion = f"champion: {NEW}, this one"
    assert RatingSummary({**evaluation, "metric_titles": titles}, NEW).lines() == [
        "It wins.",
        "1,234 reviews     accuracy  macro-F1  MAE, stars",
        "majority             0.750     0.500       1.250",
        champion,
    ]
    # One of a version that was evaluated before titles stood in its file.
    assert RatingSummary(evaluation, NEW).lines()[1] == "1,234 reviews     accuracy  macro_f1         mae"
