"""The DAG on S3 and Redshift when objects go away under it, and when the bucket refuses or is throttled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from storage import s3_clients
from tests.amzn_review.migrations.earlier_warehouse import FOLDER as BEFORE_THE_LEDGER
from tests.free_port import free_port
from tests.s3_fault_proxy import FaultProxy
from tests.workflow.aws_site import LEDGER, AwsSite, lamp, needs_stand_in, put_lines, run_dag, states_of

pytestmark = pytest.mark.aws


def before(task: str, act: Callable[[], None]) -> Callable[[Any], None]:
    """Prepares a DAG so that something happens right before the task's work."""

    def prepare(dag: Any) -> None:
        dag.get_task(task)._pre_execute_hook = lambda _context: act()

    return prepare


def test_held_objects_and_rows_that_are_lost_before_copy(aws_site: AwsSite) -> None:
    """One object is deleted and one replaced after the list; then the packed rows of the others go."""
    for number in range(4):
        put_lines(aws_site, f"reviews/lamps/{number}.json.gz", [lamp(number)])

    def change_two() -> None:
        aws_site.bucket.delete_many(["uploaded/reviews/lamps/0.json.gz"])
        put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(11)])

    def lose_rows() -> None:
        parts = [key for key in aws_site.keys("") if "/reviews/part-" in key and key.startswith("copy/")]
        assert len(parts) == 1
        aws_site.bucket.delete_many(parts)

    moment = datetime.now(UTC)
    ended = run_dag(before("pack", change_two), before("stage.reviews", lose_rows), moment=moment)
    assert (ended.states["pack"], ended.states["stage.reviews"]) == ("success", "failed")
    assert ended.tries["stage.reviews"] == 1
    assert "clear the task `pack`" in ended.reasons[0]
    assert aws_site.rows(LEDGER) == []
    again = run_dag(moment=moment)
    assert "failed" not in states_of(again), again.reasons
    assert aws_site.rows(LEDGER) == [(4, 4, 2, 2, 0, 0, 2, 0)]
    held = sorted(aws_site.rows("select source_key from held_files"))
    assert held == [("reviews/lamps/0.json.gz",), ("reviews/lamps/1.json.gz",)]
    assert aws_site.keys("uploaded/") == ["reviews/lamps/1.json.gz"]
    assert "failed" not in states_of(run_dag())
    assert aws_site.rows(LEDGER) == [(4, 4, 2, 2, 0, 0, 2, 0), (1, 1, 1, 1, 0, 0, 0, 0)]
    texts = sorted(aws_site.rows("select review_text from reviews"))
    assert texts == [("No. 11",), ("No. 2",), ("No. 3",)]


@needs_stand_in
@pytest.mark.parametrize("task", ["wait_for_objects", "freeze"])
def test_a_bucket_that_is_throttled_for_a_while_is_asked_again(
    aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    monkeypatch.setattr(s3_clients, "ATTEMPTS", 2)
    monkeypatch.setattr(s3_clients, "BOTO_ATTEMPTS", 2)
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    proxy = FaultProxy(aws_site.endpoint, faults=["SlowDown"], share=0)

    def throttle() -> None:
        proxy.share, proxy.most = 1, 2  # as many as one attempt of the task makes

    with proxy.serve():
        aws_site.through(proxy.endpoint_url).connect_airflow(monkeypatch)
        ended = run_dag(before(task, throttle))
    assert "failed" not in states_of(ended), ended.reasons
    assert ended.tries[task] == 2
    assert proxy.injected == {"SlowDown": 2}
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]


@pytest.mark.parametrize("found", ["tables of before migrations", "no table"])
def test_the_first_stage_takes_a_warehouse_over_or_makes_it(aws_site: AwsSite, found: str) -> None:
    put_lines(aws_site, "reviews/lamps/0.json.gz", [lamp(0)])
    aws_site.session.run_file("reset/drop_tables.sql")
    if found != "no table":
        aws_site.rows((BEFORE_THE_LEDGER / "redshift_tables.sql").read_text())
    ended = run_dag()
    assert "failed" not in states_of(ended), ended.reasons
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]
    assert aws_site.rows("select name from schema_migrations where number = 1") == [("0001_baseline",)]


def test_a_warehouse_of_newer_code_is_a_sentence_without_a_retry(aws_site: AwsSite) -> None:
    put_lines(aws_site, "reviews/lamps/0.json.gz", [lamp(0)])
    aws_site.rows(
        "insert into schema_migrations (name, number, checksum, code_version) "
        "select 'of_newer_code', max(number) + 1, '-', '9' from schema_migrations"
    )
    ended = run_dag()
    assert len(ended.reasons) == 5  # one a kind that is staged
    assert {ended.tries[name] for name, state in ended.states.items() if state == "failed"} == {1}
    for reason in ended.reasons:
        assert reason.startswith(
            "The warehouse has applied migration of_newer_code, which this code does not"
        )
    assert aws_site.rows(LEDGER) == []
    assert aws_site.keys("uploaded/") == ["reviews/lamps/0.json.gz"]


def test_a_bucket_that_is_not_there(aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch) -> None:
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    wrong = replace(aws_site.bucket_address, bucket=f"{aws_site.bucket_address.bucket}-not")
    replace(aws_site, bucket_address=wrong).connect_airflow(monkeypatch)
    moment = datetime.now(UTC)
    ended = run_dag(moment=moment)
    assert (ended.states["wait_for_objects"], ended.tries["wait_for_objects"]) == ("failed", 1)
    (reason,) = ended.reasons
    assert "there is no such bucket; make it, or correct AWS_S3_BUCKET" in reason
    aws_site.connect_airflow(monkeypatch)
    assert "failed" not in states_of(run_dag(moment=moment))
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]


@needs_stand_in
@pytest.mark.parametrize("task", ["freeze", "pack", "stage.reviews", "load", "archive"])
def test_credentials_that_expire_before_a_task(
    aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    """Each task that asks the bucket ends at its first try, and the cleared run loses and doubles nothing."""
    put_lines(aws_site, "reviews/lamps/many.json.gz", [lamp(1), lamp(2), b"no json\n"])
    proxy = FaultProxy(aws_site.endpoint, faults=["ExpiredToken"], share=0)
    moment = datetime.now(UTC)

    def expire() -> None:
        proxy.share = 1

    with proxy.serve():
        aws_site.through(proxy.endpoint_url).connect_airflow(monkeypatch)
        ended = run_dag(before(task, expire), moment=moment)
        assert (ended.states[task], ended.tries[task]) == ("failed", 1)
        assert all("the credentials have expired; sign in again" in reason for reason in ended.reasons)
        proxy.share = 0
        again = run_dag(moment=moment)
    assert "failed" not in states_of(again), again.reasons
    assert aws_site.rows(LEDGER) == [(1, 3, 2, 2, 0, 1, 0, 0)]
    assert (aws_site.keys("uploaded/"), len(aws_site.keys("quarantine/"))) == ([], 1)


@needs_stand_in
def test_a_cluster_that_is_paused_is_asked_again(aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that refuses stands for it: at the first try of the load, and then of the archive."""
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    paused = replace(aws_site, redshift=replace(aws_site.redshift, port=free_port()))
    tries: list[str] = []

    def pause_once(task: str) -> Callable[[], None]:
        def act() -> None:
            tries.append(task)
            (paused if tries.count(task) == 1 else aws_site).connect_airflow(monkeypatch)

        return act

    ended = run_dag(*(before(task, pause_once(task)) for task in ("load", "archive")))
    assert "failed" not in states_of(ended), ended.reasons
    assert tries == ["load", "load", "archive", "archive"]
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]
    assert aws_site.keys("uploaded/") == []


@needs_stand_in
def test_a_cluster_that_stays_paused_is_a_sentence_and_nothing_is_lost(
    aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    moment = datetime.now(UTC)
    replace(aws_site, redshift=replace(aws_site.redshift, port=free_port())).connect_airflow(monkeypatch)
    ended = run_dag(moment=moment)
    assert (ended.states["stage.reviews"], ended.tries["stage.reviews"]) == ("failed", 3)
    assert all("`amzn-review redshift cluster resume` wakes it" in reason for reason in ended.reasons)
    aws_site.connect_airflow(monkeypatch)
    assert "failed" not in states_of(run_dag(moment=moment))
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]


def test_no_role_is_a_sentence_that_names_the_setting(
    aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    moment = datetime.now(UTC)
    replace(aws_site, role="").connect_airflow(monkeypatch)
    ended = run_dag(moment=moment)
    assert (ended.states["stage.reviews"], ended.tries["stage.reviews"]) == ("failed", 1)
    assert "names no iam_role_arn: set AWS_IAM_ROLE_ARN in .env" in ended.reasons[0]
    aws_site.connect_airflow(monkeypatch)
    assert "failed" not in states_of(run_dag(moment=moment))
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]
