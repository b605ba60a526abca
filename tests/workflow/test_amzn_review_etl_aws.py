"""The DAG on S3 and Redshift, run whole: objects in, tables, archive and ledger out.

The S3 server is real, Redshift a stand-in before PostgreSQL. How a cluster isolates transactions, spreads
rows and reports what COPY refuses is for `make test-aws`, which runs this module against a real account.
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from airflow.sdk._shared.module_loading import import_string

from amzn_review.records.review_record import parse_review
from services.redshift_stand_in.object_store import S3Address
from tests.aws_account import IS_REAL
from tests.redshift_site import RedshiftSite, stand_in_before
from tests.s3_fault_proxy import FaultProxy
from tests.workflow.aws_site import (
    BESIDE,
    GREEN,
    LEDGER,
    TASKS,
    AwsSite,
    lamp,
    needs_stand_in,
    put_lines,
    run_dag,
    states_of,
)
from workflow.plugins.triggers.arrival_trigger import ArrivalTrigger

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
REVIEWS = DATA / "amazon_reviews_2018"
CLIMATE = DATA / "noaa_climate"
HEAVY = (
    "tensorflow", "keras", "transformers", "sentencepiece", "sklearn", "boto3", "obstore", "pyarrow",
    "sqlglot", "mlflow", "celery", "matplotlib",
)  # fmt: skip
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
pytestmark = pytest.mark.aws


def real_objects() -> Iterator[tuple[str, bytes]]:
    """Reviews of four categories, one of them a review an object; products, stations, climate."""
    for name in ("All_Beauty_5", "AMAZON_FASHION_5", "Gift_Cards_5"):
        content = (REVIEWS / f"{name}.json.gz").read_bytes()
        yield f"uploaded/reviews/{name.removesuffix('_5').lower()}/{name}.json.gz", content
    with gzip.open(REVIEWS / "Appliances_5.json.gz") as lines:
        for number, line in enumerate(lines, start=1):
            yield f"uploaded/reviews/appliances/{number:05}.json.gz", gzip.compress(line, 1, mtime=0)
    products = (REVIEWS / "meta_Gift_Cards.json.gz").read_bytes()
    yield "uploaded/metadata/products/meta_Gift_Cards.json.gz", products
    stations = (CLIMATE / "ghcnd-stations.txt.gz").read_bytes()
    yield "uploaded/metadata/climate/ghcnd-stations.txt.gz", stations
    for name in ("nyc_central_park_2009_2024", "chicago_ohare_2013_2019"):
        yield f"uploaded/climate/{name}.csv.gz", (CLIMATE / f"{name}.csv.gz").read_bytes()


def parsed_keys() -> set[str]:
    """The keys of the reviews in the files, by the reader that the local side has."""
    names = ("All_Beauty_5", "AMAZON_FASHION_5", "Appliances_5", "Gift_Cards_5")
    contents = (gzip.decompress((REVIEWS / f"{name}.json.gz").read_bytes()) for name in names)
    return {parse_review(line).review_key for content in contents for line in content.splitlines()}


def station_rows() -> list[tuple[Any, ...]]:
    """The station list by the columns of NOAA's readme.txt, such as LATITUDE in characters 13 to 20."""
    found = []
    with gzip.open(CLIMATE / "ghcnd-stations.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            elevation = float(line[31:37])
            found.append(
                (
                    line[:11], line[41:71].strip(), float(line[21:30]), float(line[12:20]),
                    None if elevation == -999.9 else elevation, line[38:40].strip() or None, line[:2], False,
                )
            )  # fmt: skip
    return found


def in_celsius(fahrenheit: str) -> float | None:
    return (float(fahrenheit) - 32) / 1.8 if fahrenheit else None


def temperatures() -> dict[tuple[str, date], tuple[float | None, float | None]]:
    """Minimum and maximum of each station and day in degrees Celsius, from the CSV files' Fahrenheit."""
    found = {}
    for path in CLIMATE.glob("*.csv.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                key = (row["STATION"].strip(), date.fromisoformat(row["DATE"].strip()))
                low, high = (row[name].strip() for name in ("TMIN", "TMAX"))
                found[key] = in_celsius(low), in_celsius(high)
    return found


@needs_data
def test_real_data_then_nothing_new_then_again_with_faults(
    aws_site: AwsSite, redshift_site: RedshiftSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last part, faults, is for the stand-ins alone: no proxy can stand before Amazon's own S3."""
    uploaded = sorted(aws_site.bucket.put_many(real_objects()))
    assert len(uploaded) == 2_284

    assert states_of(run_dag()) == GREEN
    assert aws_site.rows(LEDGER) == [(2_280, 13_694, 13_694, 10_528, 3_166, 0, 0, 1_547)]
    assert aws_site.content("climate_batches")["climate_batches"] == [
        ("climate", 2, 7_941, 7_941, 0, 0, 0),
        ("stations", 1, 69_132, 69_132, 0, 0, 0),
    ]
    keys = [key for (key,) in aws_site.rows("select review_key from reviews")]
    assert len(keys) == 10_528
    assert set(keys) == parsed_keys()
    assert aws_site.rows(
        "select count(*) from reviews inner join products on reviews.asin = products.asin "
        "inner join users on reviews.reviewer_id = users.user_id "
        "inner join time on reviews.review_time = time.datetime_ts"
    ) == [(10_528,)]
    stations = aws_site.rows(
        "select station_id, name, longitude, latitude, elevation, state, country, is_placeholder "
        "from stations"
    )
    assert len(stations) == 69_132
    assert sorted(stations) == sorted(station_rows())
    assert sum(not name.isascii() for _, name, *_ in stations) == 5
    assert aws_site.rows("select station_id, count(*) from climate group by station_id order by 1") == [
        ("USW00094728", 5_538),
        ("USW00094846", 2_403),
    ]
    expected = temperatures()
    days = aws_site.rows("select station_id, date, min_temp, max_temp from climate")
    assert {(station, day): (low, high) for station, day, low, high in days} == {
        key: tuple(None if it is None else pytest.approx(it, abs=0.05) for it in pair)
        for key, pair in expected.items()
    }
    joined = aws_site.rows(
        "select count(*), count(distinct reviews.review_id) from reviews inner join climate "
        "on cast(reviews.review_time as date) = climate.date and climate.station_id = 'USW00094728'"
    )
    covered = {day for station, day in expected if station == "USW00094728"}
    moments = aws_site.rows("select cast(review_time as date) from reviews")
    assert joined == [(sum(day in covered for (day,) in moments),) * 2]
    assert aws_site.keys("uploaded/") == []
    assert aws_site.keys("manifests/open/") == []
    assert len(aws_site.keys("manifests/done/")) == 1
    assert [key for key in aws_site.keys("copy/") if not key.startswith("jsonpaths/")] == []
    for kind in ("reviews", "product_metadata", "climate", "stations", "rejections"):
        assert aws_site.rows(f"select count(*) from staging_{kind}") == [(0,)]

    before = aws_site.everything()
    assert states_of(run_dag()) == {"skipped": sorted([*TASKS, *BESIDE])}
    assert aws_site.everything() == before

    if IS_REAL:
        return
    content = aws_site.content()
    aws_site.empty()
    assert len(list(aws_site.bucket.put_many(real_objects()))) == 2_284
    s3 = aws_site.bucket_address
    # COPY reads some twenty objects: a hundredth of them would be none.
    of_copy = FaultProxy(aws_site.endpoint, share=0.2, seed=5)
    with FaultProxy(aws_site.endpoint, share=0.01, seed=5).serve() as proxy, of_copy.serve():
        address = S3Address(s3.region, of_copy.endpoint_url, s3.access_key_id, s3.secret_access_key)
        with stand_in_before(redshift_site.postgres, address) as port:
            behind = replace(aws_site, redshift=replace(aws_site.redshift, port=port))
            behind.through(proxy.endpoint_url).connect_airflow(monkeypatch)
            ended = run_dag()
    assert states_of(ended) == GREEN, ended.reasons
    assert proxy.injected.total() > 10
    assert of_copy.injected.total() > 2
    assert aws_site.content() == content
    assert aws_site.keys("uploaded/") == []


def test_bad_records_go_to_the_quarantine_with_their_bytes(aws_site: AwsSite) -> None:
    too_long = lamp(2, reviewText="灯" * 22_000)
    put_lines(aws_site, "reviews/lamps/many.json.gz", [lamp(1), too_long, b"no json\n", lamp(4)])
    put_lines(aws_site, "reviews/lamps/one.json.gz", [lamp(5, overall=6)])
    climate = b"STATION,DATE,TMIN,TMAX\nUSW00094728,2016-09-01,10.0,20.0\nUSW00094728,2016-09-02,30.5,20.0\n"
    aws_site.bucket.put("uploaded/climate/days.csv", climate)
    aws_site.bucket.put("uploaded/reviews/notes.txt", b"of no source")

    ended = run_dag()
    assert states_of(ended) == GREEN, ended.reasons
    assert aws_site.rows(LEDGER) == [(2, 5, 2, 2, 0, 3, 0, 0)]
    assert aws_site.rows(
        "select source_key, line_number, reason, field, is_whole_file from quarantined_records "
        "order by source_key, line_number"
    ) == [
        ("climate/days.csv", 3, "min-above-max", "TMIN", False),
        ("reviews/lamps/many.json.gz", 2, "warehouse-refused", "review_text", False),
        ("reviews/lamps/many.json.gz", 3, "not-json", "record", False),
        ("reviews/lamps/one.json.gz", 1, "out-of-range", "overall", True),
    ]
    ((batch,),) = aws_site.rows("select batch_id from ingest_batches")
    refused = f"quarantine/warehouse-refused/{batch}/lines/reviews/lamps/many.line-2.json.gz"
    assert json.loads(gzip.decompress(aws_site.bucket.get(refused))) == too_long
    assert [key for key in aws_site.keys("quarantine/") if "not-json" in key or "out-of" in key] == [
        f"not-json/{batch}/lines/reviews/lamps/many.line-3.json.gz",
        f"out-of-range/{batch}/reviews/lamps/one.json.gz",
    ]
    assert aws_site.keys("uploaded/") == ["reviews/notes.txt"]
    assert aws_site.keys("training/") == []
    assert aws_site.rows("select station_id, country, is_placeholder from stations") == [
        ("USW00094728", "US", True)
    ]
    assert aws_site.rows("select date, min_temp, max_temp from climate") == [(date(2016, 9, 1), 10.0, 20.0)]


RED = "warehouse_checks.reviews_join_their_dimensions_once"
MEND = "insert into time select review_time, 2016, 9, 1, 4, 35, 245 from reviews"


def losing_moments(site: AwsSite) -> Any:
    """Prepares the DAG so that what its load has written into `time` is gone before the checks."""

    def remove(context: Any, result: Any = None) -> None:
        site.rows("delete from time")

    def remove_moments(dag: Any) -> None:
        dag.get_task("load")._post_execute_hook = remove

    return remove_moments


def test_a_false_fact_turns_its_check_red_and_nothing_is_archived(aws_site: AwsSite) -> None:
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    future = datetime.now(UTC)
    ended = run_dag(losing_moments(aws_site), moment=future)
    assert [name for name, state in ended.states.items() if state == "failed"] == [RED]
    assert ended.tries[RED] == 1
    assert ended.reasons == [
        f"{RED} is false for 1 rows of the runs ['{ended.run_id}'], such as [(1, 1, 1, 0, 1)]. "
        "The statement is workflow/sql/redshift/checks/warehouse/reviews_join_their_dimensions_once.sql."
    ]
    assert ended.states["archive"] == "upstream_failed"
    assert aws_site.keys("uploaded/") == ["reviews/lamps/1.json.gz"]

    aws_site.rows(MEND)
    assert states_of(run_dag(moment=future)) == GREEN
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]
    assert aws_site.keys("uploaded/") == []


def test_a_red_check_keeps_later_batches_out_until_it_is_green(aws_site: AwsSite) -> None:
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    assert run_dag(losing_moments(aws_site)).states[RED] == "failed"
    put_lines(aws_site, "reviews/lamps/2.json.gz", [lamp(2)])
    assert run_dag().states[RED] == "failed"
    assert aws_site.keys("uploaded/") == ["reviews/lamps/1.json.gz", "reviews/lamps/2.json.gz"]
    assert aws_site.rows("select review_text from reviews") == [("No. 1",)]

    aws_site.rows(MEND)
    assert states_of(run_dag()) == GREEN
    assert aws_site.keys("uploaded/") == ["reviews/lamps/2.json.gz"]
    assert states_of(run_dag()) == GREEN
    assert aws_site.keys("uploaded/") == []
    assert aws_site.rows("select review_text from reviews order by 1") == [("No. 1",), ("No. 2",)]


def test_wait_for_objects_defers_until_one_arrives(aws_site: AwsSite) -> None:
    def prepare(dag: Any) -> None:
        wait = dag.get_task("wait_for_objects")
        wait.waits_by_hand, wait.every_s = True, 0.1

    arrival = threading.Timer(6, lambda: put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)]))
    arrival.start()
    try:
        assert states_of(run_dag(prepare)) == GREEN
    finally:
        arrival.cancel()
    assert aws_site.rows(LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]


@needs_stand_in
def test_the_trigger_says_when_nothing_arrives_and_why_it_cannot_look(
    aws_site: AwsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger = ArrivalTrigger("aws", 0.01, time.time() - 1)
    path, arguments = trigger.serialize()
    again = import_string(path)(**arguments)
    assert event_of(again) == {"waits": False}
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    assert event_of(again) == {"waits": True}
    refusing = FaultProxy(aws_site.endpoint, faults=["ExpiredToken"])
    with refusing.serve() as proxy:
        aws_site.through(proxy.endpoint_url).connect_airflow(monkeypatch)
        assert "the credentials have expired" in event_of(again)["error"]


def event_of(trigger: ArrivalTrigger) -> dict[str, Any]:
    async def first() -> dict[str, Any]:
        payload: dict[str, Any] = (await anext(trigger.run())).payload
        return payload

    return asyncio.run(first())


@pytest.mark.parametrize("module", HEAVY)
def test_parsing_the_dag_imports_nothing_heavy(module: str, parsed_modules: list[str]) -> None:
    assert "airflow.sdk" in parsed_modules
    assert module not in parsed_modules


@pytest.fixture(scope="module")
def parsed_modules() -> list[str]:
    """The modules that a fresh process has imported after reading the DAG file."""
    script = "import sys, json, workflow.dags.amzn_review_etl_aws; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return modules
