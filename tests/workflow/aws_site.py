"""A bucket and a warehouse for the DAG on S3: stand-ins, or a real account's with AMZN_REVIEW_TEST_AWS=1."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.redshift.tables import recreate_tables
from services.postgres.databases import DatabaseAddress
from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.aws_account import IS_REAL
from tests.redshift_site import RedshiftSite
from tests.workflow.dag_run import run_in_process
from tests.workflow.local_dag import scoring_tasks
from workflow.sql_paths import REDSHIFT, check_names

LEDGER = (
    "select files, listed, staged, loaded, duplicate, quarantined, held, products "
    "from ingest_batches order by batch_id"
)
CHECKS = [f"warehouse_checks.{name}" for name in check_names("warehouse", REDSHIFT)]
STAGES = [f"stage.{kind}" for kind in ("climate", "products", "rejections", "reviews", "stations")]
# No document waits, and no text model has a champion.
BESIDE = ["load_documents", *scoring_tasks(REDSHIFT)]
TASKS = sorted(["wait_for_objects", "freeze", "pack", *STAGES, "load", *CHECKS, "archive", "export_reviews"])
GREEN = {"skipped": sorted(BESIDE), "success": TASKS}
needs_stand_in = pytest.mark.skipif(
    IS_REAL, reason="the proxy of faults speaks HTTP: Amazon takes no request that was signed for it"
)
# What a table holds but for what a run, its moment and the order of numbers decide.
CONTENT = {
    "reviews": "review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified, "
    "json_serialize(style), json_serialize(image), review_time, source_key, line_number",
    "users": "*",
    "products": "asin, product_name, json_serialize(features), description, price, brand, category, "
    "json_serialize(also_bought), json_serialize(also_viewed), is_placeholder, is_made_up",
    "time": "*",
    "stations": "*",
    "climate": "*",
    "quarantined_records": "source_key, line_number, reason, field, found, expected, is_whole_file",
    "held_files": "source_key",
    "ingest_batches": "files, listed, staged, loaded, duplicate, quarantined, held, products",
    "climate_batches": "target_table, files, listed, added, changed, unchanged, quarantined",
}


@dataclass(frozen=True)
class AwsSite:
    """The addresses of the two, and the role by which the one reads the other."""

    bucket_address: BucketAddress
    redshift: RedshiftAddress
    role: str

    @property
    def bucket(self) -> Bucket:
        """The bucket."""
        return Bucket(self.bucket_address)

    @property
    def session(self) -> RedshiftSession:
        """Sessions with the warehouse."""
        return RedshiftSession(self.redshift, REDSHIFT)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows of a statement of the test's own."""
        with self.session.transaction() as transaction:
            transaction._cursor.execute(statement)
            return transaction._cursor.fetchall() if transaction._cursor.description else []

    def content(self, *names: str) -> dict[str, list[tuple[Any, ...]]]:
        """What each table holds, see CONTENT; of all tables when none is named."""
        found = {}
        for name in names or CONTENT:
            rows = self.rows(f"select {CONTENT[name]} from {name}")
            found[name] = sorted(rows, key=repr)
        return found

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Whole tables, moments and numbers too."""
        return {name: sorted(self.rows(f"select * from {name}"), key=repr) for name in CONTENT}

    def keys(self, prefix: str) -> list[str]:
        """The keys below a prefix, without it."""
        return sorted(found.key.removeprefix(prefix) for found in self.bucket.list(prefix))

    def empty(self) -> None:
        """Remove all rows and all objects."""
        recreate_tables(self.session)
        self.bucket.delete_many([found.key for found in self.bucket.list()])

    @property
    def endpoint(self) -> str:
        """Where requests to S3 go."""
        return self.bucket_address.endpoint_url or f"https://s3.{self.bucket_address.region}.amazonaws.com"

    def through(self, endpoint_url: str) -> AwsSite:
        """The same bucket and warehouse; Airflow's requests to S3 go through a proxy."""
        return replace(self, bucket_address=replace(self.bucket_address, endpoint_url=endpoint_url))

    def connect_airflow(self, monkeypatch: pytest.MonkeyPatch) -> AwsSite:
        """Set Airflow's connections `aws` and `redshift`, as `make local` does."""
        s3, to = self.bucket_address, self.redshift
        extra = {
            "bucket": s3.bucket,
            "region": s3.region,
            "endpoint_url": s3.endpoint_url,
            "iam_role_arn": self.role,
        }
        keys = {"login": s3.access_key_id, "password": s3.secret_access_key} if s3.access_key_id else {}
        monkeypatch.setenv("AIRFLOW_CONN_AWS", json.dumps({"conn_type": "generic", **keys, "extra": extra}))
        address = DatabaseAddress(to.host, to.port, to.database, to.user, to.password)
        monkeypatch.setenv("AIRFLOW_CONN_REDSHIFT", address.uri("postgresql", sslmode=to.sslmode))
        return self


@dataclass(frozen=True)
class Ended:
    """A run of the DAG that has ended: each task's state and number of tries, and why tasks failed."""

    run_id: str
    states: dict[str, str]
    tries: dict[str, int]
    reasons: list[str]


def run_dag(*prepare: Any, moment: datetime | None = None) -> Ended:
    """Run the DAG in this process, prepared; the same moment again is the same run, cleared."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    assert bag.import_errors == {}
    dag = bag.dags["amzn_review_etl_aws"]
    reasons: list[str] = []
    for task in dag.tasks:
        task.retry_delay = timedelta(0)
        task.on_failure_callback = [lambda context: reasons.append(str(context["exception"]))]
    for step in prepare:
        step(dag)
    moment = moment or datetime.now(UTC)
    run = run_in_process(dag, moment)
    tasks = {task.task_id: task for task in run.get_task_instances()}
    return Ended(
        run.run_id,
        {name: str(task.state) for name, task in tasks.items()},
        {name: task.try_number for name, task in tasks.items()},
        reasons,
    )


def states_of(ended: Ended) -> dict[str, list[str]]:
    """The names of the tasks that ended in each state."""
    found: dict[str, list[str]] = {}
    for name, state in sorted(ended.states.items()):
        found.setdefault(state, []).append(name)
    return found


@pytest.fixture
def aws_site(
    airflow_metadata: None, monkeypatch: pytest.MonkeyPatch, redshift_site: RedshiftSite
) -> Iterator[AwsSite]:
    """Empty tables and an empty bucket, which Airflow's connections name; emptied again in the end."""
    to, sslmode = redshift_site.address, "require" if IS_REAL else "prefer"
    address = RedshiftAddress(to.host, to.port, to.database, to.user, to.password, sslmode)
    site = AwsSite(redshift_site.bucket, address, redshift_site.role)
    recreate_tables(site.session)
    # A champion of another test would score what this one loads.
    shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)
    yield site.connect_airflow(monkeypatch)
    if IS_REAL:
        site.empty()


def put_lines(site: AwsSite, key: str, records: Sequence[object]) -> None:
    """Put an object of records, or of given bytes, where reviews arrive."""
    lines = b"".join(it if isinstance(it, bytes) else json.dumps(it).encode() + b"\n" for it in records)
    site.bucket.put(f"uploaded/{key}", gzip.compress(lines, mtime=0))


def lamp(number: int, **changed: Any) -> dict[str, Any]:
    """A review in the format of 2018."""
    return {
        "overall": 5.0,
        "verified": True,
        "reviewerID": "A1LAMPLOVER",
        "asin": "B00LAMP001",
        "reviewText": f"No. {number}",
        "unixReviewTime": 1_472_688_000,
        **changed,
    }
