"""The summary's two forms, and its numbers from a ledger of several batches."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.local.local_summary import LocalSummary
from amzn_review.sql_file import run_sql_file
from workflow.sql_files import SQL_DIR

SCORES = {"accuracy": 0.75, "macro_f1": 0.5, "mae": 0.25}
RATING = {
    "albert": SCORES,
    "majority": {**SCORES, "accuracy": 0.6},
    "mean": SCORES,
    "verdict": "ALBERT wins: …",
}


def summary(**changes: Any) -> LocalSummary:
    whole = LocalSummary(
        listed=1200, loaded=1000, duplicate=150, held=50, seconds={"stage": 1.5}, rating=RATING, left_alone=0,
        ui="http://127.0.0.1:3000", admin_password="word",
    )  # fmt: skip
    return replace(whole, **changes)


def test_the_line_for_programs() -> None:
    assert json.loads(summary().json_line()) == {
        "listed": 1200, "loaded": 1000, "duplicate": 150, "held": 50, "seconds": {"stage": 1.5},
        "rating": {"accuracy": 0.75, "majority_accuracy": 0.6, "mae": 0.25}, "ui": "http://127.0.0.1:3000",
    }  # fmt: skip
    assert json.loads(summary(rating=None).json_line())["rating"] is None
    assert "word" not in summary().json_line()


def test_the_lines_for_people() -> None:
    lines = summary(left_alone=2).text().splitlines()
    assert lines[0] == "Reviews   1,200 listed = 1,000 loaded + 150 duplicate + 50 held"
    assert "quarantined_records" in lines[1]
    assert "2 entries of uploaded/" in lines[2]
    assert "Airflow   http://127.0.0.1:3000   user admin   password word" in lines
    assert summary(rating=None, held=0).text().splitlines()[1].startswith("Model     none yet")


def test_only_batches_that_are_new_are_summed(warehouse: psycopg.Connection, tmp_path: Path) -> None:
    warehouse.execute(
        "insert into ingest_batches (batch_id, run_id, files, listed, loaded, duplicate, quarantined, held) "
        "values ('old', 'r', 9, 9, 9, 0, 0, 0), ('a', 'r', 5, 5, 1, 1, 2, 1), ('b', 'r', 3, 3, 3, 0, 0, 0)"
    )
    totals = SQL_DIR / "summary" / "batch_totals.sql"
    assert run_sql_file(warehouse, totals, {"before": ["old"]}) == [(8, 4, 1, 3)]
    assert run_sql_file(warehouse, totals, {"before": ["old", "a", "b"]}) == [(0, 0, 0, 0)]
    assert run_sql_file(warehouse, totals, {"before": []}) == [(17, 13, 1, 3)]
