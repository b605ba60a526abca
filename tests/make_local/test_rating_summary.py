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
