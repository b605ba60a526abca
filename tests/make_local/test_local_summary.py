"""The summary's two forms, and its numbers from a ledger of several batches."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.climate.climate_sheet import ClimateSheet, summed
from amzn_review.postgres.run_sql import run_sql
from make_local.local_summary import LocalSummary
from make_local.local_target import LocalTarget
from make_local.rating_summary import RatingSummary
from make_local.target import LoadedReviews
from settings import load_settings
from tests.conftest import SQL_DIR


def scores(accuracy: float) -> dict[str, Any]:
    values = {"accuracy": accuracy, "macro_f1": 0.5, "mae": 0.25}
    return {metric: {"value": value, "low": 0.1, "high": 0.9} for metric, value in values.items()}


RATING = RatingSummary(
    evaluation={
        "version": "20260101T000001000-aa2e3d4c", "rows": 1440, "best": "tfidf_logistic",
        "first_line": "It wins: …",
        "metric_titles": {"accuracy": "accuracy", "macro_f1": "macro-F1", "mae": "MAE, stars"},
        "predictors": {"majority": scores(0.6), "tfidf_logistic": scores(0.75)}, "champion": None,
    },
    champion="20260101T000001000-aa2e3d4c",
)  # fmt: skip
FIRST = BalanceSheet("20260101T000000000-1f2e3d4c", "r", 1190, 1190, 1150, 1000, 150, 30, 10, 0)
SECOND = BalanceSheet("20260101T000001000-aa2e3d4c", "r", 10, 10, 0, 0, 0, 0, 10, 4)


def summary(*batches: BalanceSheet, **changes: Any) -> LocalSummary:
    whole = LocalSummary(
        batches=batches, notes=(), climate=(), seconds={"load": 1.5}, rating=RATING,
        no_rating="none yet: too few", lines=(), ui="http://127.0.0.1:3000", admin_password="word",
    )  # fmt: skip
    return replace(whole, **changes)


def test_the_line_for_programs() -> None:
    line = summary(FIRST, SECOND).json_line()
    assert json.loads(line) == {
        "listed": 1200, "loaded": 1000, "duplicate": 150, "quarantined": 30, "held": 20,
        "seconds": {"load": 1.5}, "ui": "http://127.0.0.1:3000",
        "rating": {
            "version": "20260101T000001000-aa2e3d4c", "predictor": "tfidf_logistic", "accuracy": 0.75,
            "macro_f1": 0.5, "mae": 0.25, "majority_accuracy": 0.6,
            "champion": "20260101T000001000-aa2e3d4c",
        },
    }  # fmt: skip
    assert "\n" not in line
    assert "word" not in line


def test_the_line_for_programs_when_nothing_was_done() -> None:
    assert json.loads(summary(rating=None, seconds={}).json_line()) == {
        "listed": 0, "loaded": 0, "duplicate": 0, "quarantined": 0, "held": 0,
        "seconds": {}, "rating": None, "ui": "http://127.0.0.1:3000",
    }  # fmt: skip


def test_the_lines_for_people() -> None:
    lines = (("Bucket", "s3://mine in us-east-1"), ("Warehouse", "Redshift c.example:5439"))
    assert summary(FIRST, SECOND, notes=["held: left", "2 entries"], lines=lines).text().splitlines() == [
        "Reviews   batch                        listed = loaded + duplicate + quarantined + held",
        "          20260101T000000000-1f2e3d4c   1,190 =  1,000 +       150 +          30 +   10",
        "          20260101T000001000-aa2e3d4c      10 =      0 +         0 +           0 +   10",
        "          sum of 2                      1,200 =  1,000 +       150 +          30 +   20",
        "          held: left",
        "          2 entries",
        "Model     It wins: …",
        "          1,440 reviews     accuracy  macro-F1  MAE, stars",
        "          majority             0.600     0.500       0.250",
        "          tfidf_logistic       0.750     0.500       0.250",
        "          champion: 20260101T000001000-aa2e3d4c, this one",
        "Bucket    s3://mine in us-east-1",
        "Warehouse Redshift c.example:5439",
        "Airflow   http://127.0.0.1:3000   user admin   password word",
        "Stop it   make stop-worker",
    ]


def test_the_lines_for_people_when_nothing_was_done() -> None:
    assert summary(rating=None).text().splitlines() == [
        "Reviews   nothing new: no batch was loaded",
        "Model     none yet: too few",
        "Airflow   http://127.0.0.1:3000   user admin   password word",
        "Stop it   make stop-worker",
    ]


def test_what_was_not_loaded_is_said_where_to_look_for(tmp_path: Path) -> None:
    target = LocalTarget(load_settings({}, tmp_path))
    assert target.notes([replace(FIRST, quarantined=0, held=0)]) == []
    stray = tmp_path / "data" / "uploaded" / "reviews" / "lamps" / "notes.txt"
    stray.parent.mkdir(parents=True)
    stray.touch()
    assert target.notes([FIRST, SECOND]) == [
        "quarantined: no reviews, set aside; amzn-review quarantine list says why",
        "held: changed, gone or still being written, left for the next run; "
        "amzn-review batches show 20260101T000001000-aa2e3d4c names them",
        "1 entries of uploaded/ are no NAME.json.gz of a category and were left alone; "
        "the log of task load names them",
    ]


def test_climate_has_a_line_a_table_and_files_of_it_are_waited_for(tmp_path: Path) -> None:
    stations = ClimateSheet("a", "stations", "r", 1, 69132, 69132, 0, 0, 0)
    days = [
        ClimateSheet("a", "climate", "r", 2, 10, 4, 3, 2, 1),
        ClimateSheet("b", "climate", "r", 1, 5, 5, 0, 0, 0),
    ]
    lines = [sheet.equation() for sheet in summed([days[0], stations, days[1]])]
    assert summary(climate=lines, rating=None).text().splitlines()[1:3] == [
        "Climate   stations 69,132 listed = 69,132 new + 0 changed + 0 same + 0 quarantined (1 files)",
        "          climate 15 listed = 9 new + 3 changed + 2 same + 1 quarantined (3 files)",
    ]
    target = LocalTarget(load_settings({}, tmp_path))
    assert not target.files_wait()
    waiting = tmp_path / "data" / "uploaded" / "climate" / "a.csv.gz"
    waiting.parent.mkdir(parents=True)
    waiting.touch()
    assert target.files_wait()


def test_made_up_reviews_are_called_so() -> None:
    assert LoadedReviews(0, 0).notes() == LoadedReviews(40, 0).notes() == []
    assert LoadedReviews(2893, 2893).notes() == ["a demo: all 2,893 reviews that are loaded are made up"]
    assert LoadedReviews(2933, 2893).notes() == [
        "2,893 made-up reviews are left out beside 40 real ones; amzn-review data demo --remove removes them"
    ]


def test_of_many_batches_ten_are_shown() -> None:
    batches = [replace(FIRST, batch_id=f"b{number:02}") for number in range(12)]
    lines = summary(*batches).text().splitlines()
    shown = [line.split()[0] for line in lines[1:13]]
    assert shown == ["…", *(f"b{number:02}" for number in range(2, 12)), "sum"]


def test_only_batches_that_are_new_are_read(warehouse: psycopg.Connection) -> None:
    warehouse.execute(
        "insert into ingest_batches (batch_id, run_id, files, listed, staged, loaded, duplicate, "
        "quarantined, held, held_keys, products) values "
        "('b', 'r', 3, 3, 3, 3, 0, 0, 0, '{}', 0), ('old', 'r', 9, 9, 9, 9, 0, 0, 0, '{}', 0), "
        "('a', 's', 5, 5, 2, 1, 1, 2, 1, '{reviews/x/y.json.gz}', 6)"
    )
    a, b, old = (
        ("a", "s", 5, 5, 2, 1, 1, 2, 1, 6),
        ("b", "r", 3, 3, 3, 3, 0, 0, 0, 0),
        ("old", "r", 9, 9, 9, 9, 0, 0, 0, 0),
    )
    new = SQL_DIR / "summary" / "batches_but.sql"
    assert run_sql(warehouse, new, {"before": ["old"]}) == [a, b]
    assert run_sql(warehouse, new, {"before": ["old", "a", "b"]}) == []
    assert run_sql(warehouse, new, {"before": []}) == [a, b, old]
    of_runs = SQL_DIR / "summary" / "batches_of_runs.sql"
    assert run_sql(warehouse, of_runs, {"run_ids": ["r"]}) == [b, old]
    assert run_sql(warehouse, of_runs, {"run_ids": ["s", "r"]}) == [a, b, old]
    assert run_sql(warehouse, of_runs, {"run_ids": ["none"]}) == []
