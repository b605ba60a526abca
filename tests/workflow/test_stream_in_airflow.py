"""Airflow begins a run when entries wait in the stream, and the run loads them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from services.queue.stream_connection import stream_connection
from settings import load_settings
from tests.amzn_review.load_site import numbered, packed
from tests.conftest import PROJECT_ROOT
from tests.free_port import free_port
from tests.stream_server import GROUP, KEY, StreamServer
from tests.workflow.local_dag import run_dag

FILE = PROJECT_ROOT / "workflow" / "dags" / "amzn_review_etl_local.py"


@pytest.fixture
def shell(stream_server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a stream, and the connection that they make."""
    values = {
        "STREAM": "redis", "STREAM_NAME": KEY, "STREAM_GROUP": GROUP, "REDIS_HOST": "127.0.0.1",
        "REDIS_PORT": str(stream_server.port),
    }  # fmt: skip
    for name, value in {**values, **stream_connection(load_settings(values))}.items():
        monkeypatch.setenv(name, value)


def read_dag() -> Any:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(FILE))
    assert bag.import_errors == {}
    return bag.dags["amzn_review_etl_local"]


def test_without_a_stream_there_is_the_clock_alone(airflow_metadata: None) -> None:
    from airflow.sdk import CronTriggerTimetable

    assert isinstance(read_dag().schedule, CronTriggerTimetable)
    assert stream_connection(load_settings({})) == {}


@pytest.mark.usefixtures("shell")
def test_the_dag_runs_by_the_clock_or_by_the_stream(airflow_metadata: None) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    dag = read_dag()
    seen = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    assert seen.timetable.summary == "Asset or 0 */2 * * *"
    ((_, asset),) = seen.timetable.asset_condition.iter_assets()
    (watcher,) = dag.schedule.asset_condition.watchers
    assert (asset.name, watcher.name, watcher.trigger.serialize()) == (
        "stream_of_arrivals",
        "entries_wait",
        (
            "workflow.plugins.triggers.stream_trigger.StreamTrigger",
            {"connection_id": "arrivals", "every_s": 10.0, "again_s": 600.0},
        ),
    )


@pytest.mark.usefixtures("shell")
def test_an_event_is_given_when_entries_wait(airflow_metadata: None, stream_server: StreamServer) -> None:
    from workflow.plugins.triggers.stream_trigger import StreamTrigger

    async def events() -> list[dict[str, Any]]:
        given = StreamTrigger("arrivals", every_s=0.01, again_s=600).run()
        first = asyncio.ensure_future(anext(given))
        await asyncio.sleep(0.2)
        assert not first.done()  # nothing waits
        stream_server.add(record=numbered(1))
        stream_server.add(record=numbered(2))
        seen = [(await first).payload]
        second = asyncio.ensure_future(anext(given))
        await asyncio.sleep(0.2)
        assert not second.done()  # they still wait: no event for each look
        stream_server.client.delete(KEY)
        await asyncio.sleep(0.2)
        stream_server.add(record=numbered(3))
        return [*seen, (await second).payload]

    first, second = asyncio.run(events())
    assert first["waiting"] in (1, 2)
    assert second == {"waiting": 1}


@pytest.mark.usefixtures("shell")
def test_a_server_that_is_gone_does_not_end_the_watch(
    airflow_metadata: None, stream_server: StreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow.plugins.triggers.stream_trigger import StreamTrigger

    values = {"STREAM": "redis", "REDIS_HOST": "127.0.0.1", "REDIS_PORT": str(free_port())}
    monkeypatch.setenv(
        "AIRFLOW_CONN_ARRIVALS", stream_connection(load_settings(values))["AIRFLOW_CONN_ARRIVALS"]
    )

    async def look() -> bool:
        first = asyncio.ensure_future(anext(StreamTrigger("arrivals", every_s=0.01, again_s=600).run()))
        done, _ = await asyncio.wait([first], timeout=2)
        first.cancel()
        return bool(done)

    assert asyncio.run(look()) is False


@pytest.mark.usefixtures("shell")
def test_a_run_loads_what_waits_in_the_stream(
    dag_warehouse: psycopg.Connection, layout: DataLayout, stream_server: StreamServer
) -> None:
    entry_id = stream_server.add(file=packed(numbered(1)), folder="reviews/lamps")
    assert run_dag().states["load"] == "success"
    assert list(layout.raw.glob("*.parquet")) != []
    assert dag_warehouse.execute("select reviewer_id, source_key from reviews").fetchall() == [
        ("R1", f"reviews/lamps/redis-{entry_id}.json.gz")
    ]
    assert stream_server.client.xlen(KEY) == 0


def test_the_connection_holds_the_settings_and_its_address_as_a_secret() -> None:
    shell = {"STREAM": "redis", "REDIS_HOST": "cache.example", "REDIS_PASSWORD": "s3cret"}
    connection = json.loads(stream_connection(load_settings(shell))["AIRFLOW_CONN_ARRIVALS"])
    assert connection == {
        "conn_type": "generic",
        "password": "redis://:s3cret@cache.example:6380/0",
        "extra": {
            "kind": "redis", "key": "amzn-review.arrivals", "group": "amzn-review", "claim_seconds": 600,
            "kafka_servers": "127.0.0.1:9092",
        },
    }  # fmt: skip
