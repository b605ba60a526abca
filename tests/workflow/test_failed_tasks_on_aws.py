"""Tasks of the DAG on S3 and Redshift that fail: what is repeated, what is a sentence, nothing twice."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.redshift_stand_in.object_store import S3Address
from tests.redshift_site import RedshiftSite, stand_in_before
from tests.s3_fault_proxy import FaultProxy
from tests.workflow.aws_site import (
    GREEN,
    LEDGER,
    AwsSite,
    lamp,
    needs_stand_in,
    put_lines,
    run_dag,
    states_of,
)

pytestmark = pytest.mark.aws


@needs_stand_in
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("AccessDenied", "these credentials may not do this"),
        ("ExpiredToken", "the credentials have expired"),
        ("RequestTimeTooSkewed", "clock is more than 15 minutes off"),
        ("PermanentRedirect", "the bucket is in another region"),
    ],
)
def test_what_the_bucket_refuses_is_a_sentence_without_a_retry(
    aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch, fault: str, sentence: str
) -> None:
    with FaultProxy(aws_site.endpoint, faults=[fault]).serve() as proxy:
        aws_site.through(proxy.endpoint_url).connect_airflow(monkeypatch)
        ended = run_dag()
    assert ended.states["wait_for_objects"] == "failed"
    assert ended.tries["wait_for_objects"] == 1
    assert len(ended.reasons) == 1
    assert sentence in ended.reasons[0]


@pytest.mark.parametrize("task", ["pack", "stage.reviews", "load", "archive"])
def test_a_task_that_dies_after_its_work_is_repeated_and_nothing_is_there_twice(
    aws_site: AwsSite, task: str
) -> None:
    put_lines(aws_site, "reviews/lamps/many.json.gz", [lamp(1), lamp(1), lamp(2), b"no json\n"])

    tries: list[str] = []

    def die_at_first(context: Any, result: Any = None) -> None:
        tries.append(task)
        if len(tries) == 1:
            raise OSError("killed after its work")

    def die_once(dag: Any) -> None:
        dag.get_task(task)._post_execute_hook = die_at_first

    ended = run_dag(die_once)
    assert states_of(ended) == GREEN, ended.reasons
    assert ended.tries[task] == 2
    assert aws_site.rows(LEDGER) == [(1, 4, 3, 2, 1, 1, 0, 0)]
    assert len(aws_site.keys("quarantine/")) == 1
    assert aws_site.keys("uploaded/") == []


@needs_stand_in
def test_a_connection_cut_in_the_middle_of_a_copy_is_made_anew_and_nothing_is_there_twice(
    aws_site: AwsSite, redshift_site: RedshiftSite
) -> None:
    put_lines(aws_site, "reviews/lamps/many.json.gz", [lamp(number) for number in range(20_000)])
    under_way = "select pid from pg_stat_progress_copy where tuples_processed > 0 and datname = %s"
    cut: list[int] = []

    def cut_once() -> None:
        with redshift_site.postgres.connect(autocommit=True) as watcher:
            while not cut and not ended.is_set():
                found = watcher.execute(under_way, (redshift_site.postgres.database,)).fetchone()
                if found:
                    watcher.execute("select pg_terminate_backend(%s)", found)
                    cut.append(found[0])
                time.sleep(0.002)

    ended = threading.Event()
    cutter = threading.Thread(target=cut_once)
    cutter.start()
    try:
        run = run_dag()
    finally:
        ended.set()
        cutter.join()
    assert len(cut) == 1
    assert states_of(run) == GREEN, run.reasons
    assert run.tries["stage.reviews"] == 2
    assert aws_site.rows(LEDGER) == [(1, 20_000, 20_000, 20_000, 0, 0, 0, 0)]


@needs_stand_in
def test_copy_that_the_bucket_refuses_is_red_and_the_cleared_run_goes_on(
    aws_site: AwsSite, redshift_site: RedshiftSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_lines(aws_site, "reviews/lamps/many.json.gz", [lamp(number) for number in range(2_000)])
    s3 = aws_site.bucket_address
    refusing = FaultProxy(
        aws_site.endpoint, faults=["AccessDenied"], most=1, concerns=lambda _, path: "/reviews/part-" in path
    )
    with refusing.serve() as proxy:
        address = S3Address(s3.region, proxy.endpoint_url, s3.access_key_id, s3.secret_access_key)
        with stand_in_before(redshift_site.postgres, address) as port:
            to = replace(aws_site.redshift, port=port)
            replace(aws_site, redshift=to).connect_airflow(monkeypatch)
            moment = datetime.now(UTC)
            ended = run_dag(moment=moment)
            assert ended.states["stage.reviews"] == "failed"
            assert "access denied" in ended.reasons[0].lower()
            assert ended.states["load"] == "upstream_failed"
            assert states_of(run_dag(moment=moment)) == GREEN
    assert aws_site.rows(LEDGER) == [(1, 2_000, 2_000, 2_000, 0, 0, 0, 0)]
