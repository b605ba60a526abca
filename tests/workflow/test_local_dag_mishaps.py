"""Mishaps on the way through the DAG of one machine: red where it has to be, and the next run goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from tests.amzn_review.migrations.earlier_warehouse import statements
from tests.workflow.local_dag import (
    LAMP,
    LEARNING,
    LEDGER,
    TOO_FEW_TO_TRAIN,
    drop,
    files_below,
    limited,
    mended_by,
    put,
    rows,
    run_dag,
    tables,
    without_retry,
)

FALSIFY = """
create function falsify() returns trigger language plpgsql as
$$ begin new.review_time := new.review_time + interval '1 hour'; return new; end $$;
create trigger falsify before insert on reviews for each row execute function falsify();
"""

SWALLOW = """
create function swallow() returns trigger language plpgsql as
$$ begin return case when new.rating > 1 then new end; end $$;
create trigger swallow before insert on reviews for each row execute function swallow();
"""


def test_a_retry_after_an_interrupted_archive_goes_on_to_the_end(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    put(layout.raw, b"a file where the archive's folder belongs")

    ended = run_dag(mended_by(layout.raw.unlink))

    assert (ended.states, ended.tries) == (TOO_FEW_TO_TRAIN, 2)
    assert rows(dag_warehouse, LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]
    assert rows(dag_warehouse, "select source_key from reviews") == [("reviews/lamps/1.json.gz",)]
    assert files_below(layout.uploaded) == []
    assert len(files_below(layout.raw)) == 1


def test_a_batch_that_another_run_left_open_is_archived_checked_and_exported(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    put(layout.raw, b"a file where the archive's folder belongs")
    broken_off = run_dag(without_retry)
    assert {name for name, state in broken_off.states.items() if state == "failed"} == {"load"}
    assert broken_off.states.pop("load_climate") == broken_off.states.pop("load_documents") == "skipped"
    assert set(broken_off.states.values()) == {"failed", "upstream_failed"}
    before = tables(dag_warehouse, "reviews", "ingest_batches")
    assert rows(dag_warehouse, "select run_id from ingest_batches") == [(broken_off.run_id,)]

    layout.raw.unlink()
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert tables(dag_warehouse, "reviews", "ingest_batches") == before
    assert len(files_below(layout.raw)) == 1


def test_a_false_fact_turns_its_check_red_and_the_cleared_run_goes_on(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    moment = datetime.now(UTC)
    dag_warehouse.execute(FALSIFY)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    ended = run_dag(moment=moment)
    states = ended.states
    red = "warehouse_checks.reviews_join_their_dimensions_once"
    assert {name for name, state in states.items() if state == "failed"} == {red}
    assert {states[name] for name in ("export_reviews", *LEARNING, "clean_up")} == {"upstream_failed"}
    assert ended.reasons == [
        f"{red} is false for 1 rows of the runs ['{ended.run_id}'], such as [(1, 1, 1, 0)]. "
        "The statement is workflow/sql/checks/warehouse/reviews_join_their_dimensions_once.sql."
    ]
    assert files_below(layout.uploaded) == []

    dag_warehouse.execute("drop function falsify cascade")
    dag_warehouse.execute("update reviews set review_time = review_time - interval '1 hour'")
    before = tables(dag_warehouse, "reviews", "ingest_batches")
    assert run_dag(moment=moment).states == TOO_FEW_TO_TRAIN
    assert tables(dag_warehouse, "reviews", "ingest_batches") == before


def test_a_red_check_holds_no_later_batch_up(dag_warehouse: psycopg.Connection, layout: DataLayout) -> None:
    dag_warehouse.execute(FALSIFY)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    red = "warehouse_checks.reviews_join_their_dimensions_once"
    assert run_dag().states[red] == "failed"
    dag_warehouse.execute("drop function falsify cascade")
    drop(layout.uploaded_reviews("lamps"), "2.json.gz", {**LAMP, "reviewText": "Another lamp"})
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, "select loaded from ingest_batches order by batch_id") == [(1,), (1,)]
    assert files_below(layout.uploaded) == []
    assert len(files_below(layout.raw)) == 2


def test_a_batch_that_does_not_balance_turns_load_red_and_leaves_nothing(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    dag_warehouse.execute(SWALLOW)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP, {**LAMP, "overall": 1})
    ended = run_dag()
    assert (ended.states["load"], ended.tries) == ("failed", 1)
    assert len(ended.reasons) == 1
    assert "Nothing was loaded." in ended.reasons[0]
    names = ("reviews", "users", "products", "time", "ingest_batches", "staging_reviews")
    assert tables(dag_warehouse, *names) == [[]] * len(names)
    assert files_below(layout.uploaded) == ["reviews/lamps/1.json.gz"]

    dag_warehouse.execute("drop function swallow cascade")
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, "select rating from reviews order by 1") == [(1,), (5,)]


def test_too_many_bad_records_turn_load_red_and_nothing_is_loaded(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    lamps = layout.uploaded_reviews("lamps")
    for number in range(7):
        drop(lamps, f"{number}.json.gz", {**LAMP, "reviewText": f"No. {number}"})
    for number in range(7, 10):
        drop(lamps, f"{number}.json.gz", {**LAMP, "overall": "many"})
    ended = run_dag(limited(bad_from=3))
    assert (ended.states["load"], ended.tries) == ("failed", 1)
    assert ended.states.pop("load_climate") == ended.states.pop("load_documents") == "skipped"
    assert set(ended.states.values()) == {"failed", "upstream_failed"}
    assert len(ended.reasons) == 1
    assert ended.reasons[0].startswith(
        "3 of the 10 records that wait are bad, more than LOAD_MAX_BAD_PERCENT = 20 allows"
    )
    assert tables(dag_warehouse, "reviews", "quarantined_records", "ingest_batches") == [[], [], []]
    assert files_below(layout.uploaded) == [f"reviews/lamps/{number}.json.gz" for number in range(10)]
    assert files_below(layout.quarantine) == []

    assert run_dag(limited(bad_from=4)).states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, LEDGER) == [(10, 10, 7, 7, 0, 3, 0, 0)]


def test_the_first_load_takes_over_a_warehouse_of_before_migrations(
    dag_warehouse: psycopg.Connection, layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    dag_warehouse.execute("drop schema public cascade; create schema public")
    for statement in statements("postgres"):
        dag_warehouse.execute(statement.encode())
    before = rows(dag_warehouse, "select user_id from users")
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert caplog.text.count("The tables that were there are taken over as 0001_baseline.") == 1
    users = rows(dag_warehouse, "select user_id from users order by 1")
    assert users == sorted([*before, ("A1LAMPLOVER",)])
    assert rows(dag_warehouse, "select name from schema_migrations where number = 1") == [("0001_baseline",)]


def test_a_warehouse_of_newer_code_turns_the_loads_red_without_a_retry(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    dag_warehouse.execute(
        "insert into schema_migrations (name, number, checksum, code_version) "
        "select 'of_newer_code', max(number) + 1, '', '9' from schema_migrations"
    )
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    ended = run_dag()
    assert (ended.states["load"], ended.tries) == ("failed", 1)
    assert ended.states["load_climate"] == ended.states["load_documents"] == "failed"
    assert len(ended.reasons) == 3
    for reason in ended.reasons:
        assert reason.startswith(
            "The warehouse has applied migration of_newer_code, which this code does not"
        )
    assert tables(dag_warehouse, "reviews", "ingest_batches") == [[], []]
    assert files_below(layout.uploaded) == ["reviews/lamps/1.json.gz"]
