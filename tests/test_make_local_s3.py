"""`make local STORAGE=s3` on a clean clone, in a hostile shell: uploader, both stand-ins, Airflow.

Both are stand-ins: what only Amazon's can prove is in docs/redshift_stand_in.md.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest

from services.buckets import site_bucket
from tests.clean_clone import COUNTS, Clone, clean_clone, quietly
from tests.hostile_shell import EXPECTED, FOR_MAKE, TEXTS, review_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
PORTS = ("POSTGRES_PORT", "AIRFLOW__API__PORT", "S3_PORT", "AWS_REDSHIFT_PORT")
TABLES = ("reviews", "products", "users", "time", "ingest_batches", "quarantined_records")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clean clone of what is committed; its services are stopped at the end."""
    clone = clean_clone(tmp_path_factory.mktemp("clone"), PORTS, FOR_MAKE, umask=0o000, STORAGE="s3")
    clone.install()
    yield clone
    clone.make("stop-worker")


@pytest.fixture(scope="module")
def first(clone: Clone) -> dict[str, Any]:
    """The summary of the first run, which has to make a demo corpus up."""
    return clone.local()


@contextmanager
def warehouse(clone: Clone) -> Iterator[Any]:
    """A cursor on the Redshift side."""
    to = clone.settings().redshift
    address = {"host": to.host, "port": to.port, "dbname": to.database, "user": to.user}
    with (
        closing(psycopg2.connect(**address, password=to.password)) as connection,
        connection.cursor() as cursor,
    ):
        yield cursor


def rows(clone: Clone) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the tables that a run writes."""
    with warehouse(clone) as cursor:
        found = {}
        for name in TABLES:
            cursor.execute(f"select * from {name} order by 1")
            found[name] = cursor.fetchall()
        return found


def objects(clone: Clone) -> list[str]:
    """The keys of all objects, each of which is a file; but for the paths that COPY finds columns by."""
    bucket = clone.root / ".local" / "s3" / "amzn-review"
    keys = (str(path.relative_to(bucket)) for path in bucket.rglob("*") if path.is_file())
    return sorted(key for key in keys if not key.startswith("copy/jsonpaths/"))


def test_the_demo_corpus_goes_through_the_bucket_into_redshift(clone: Clone, first: dict[str, Any]) -> None:
    assert (first["listed"], first["quarantined"], first["held"]) == (3000, 0, 0)
    assert first["loaded"] + first["duplicate"] == 3000
    assert 0 < first["duplicate"] < 300
    assert {"s3", "redshift", "upload", "pack", "stage", "load", "archive"} <= set(first["seconds"])
    assert first["rating"] is None
    found = rows(clone)
    assert len(found["reviews"]) == first["loaded"]
    (batch,) = found["ingest_batches"]
    # Small originals, here those of products, share an object; packed ones are kept as they came.
    done, *raw = objects(clone)
    assert done == f"manifests/done/{batch[0]}.jsonl"
    folder = f"raw/{batch[0]}"
    assert raw[0] == f"{folder}/part-00000.parquet"
    assert [key.rpartition("/")[0] for key in raw[1:]] == [
        f"{folder}/reviews/{name}" for name in ("coffee_makers", "desk_lamps", "garden_tools")
    ]


def test_nothing_listens_beyond_the_loopback_interface(clone: Clone, first: dict[str, Any]) -> None:
    assert clone.listening() == sorted(f"127.0.0.1:{port}" for port in clone.ports.values())


def test_no_secret_is_in_a_log_or_a_process_list(clone: Clone, first: dict[str, Any]) -> None:
    stored, s3 = clone.settings().secrets(), clone.settings().s3
    secrets = [*asdict(stored).values(), stored.derived("redshift"), str(s3.secret_access_key)]
    logs = [path for path in (clone.root / ".local").rglob("*.log") if path.is_file()]
    commands = " ".join(" ".join(quietly(process.cmdline)) for process in psutil.process_iter())
    assert {"s3.log", "redshift.log", "attempt=1.log"} <= {path.name for path in logs}
    assert [
        path for path in logs if any(secret in path.read_text(errors="replace") for secret in secrets)
    ] == []
    assert not any(secret in commands for secret in secrets)


def test_after_a_stop_a_second_run_finds_the_same_data_and_changes_no_row(
    clone: Clone, first: dict[str, Any]
) -> None:
    before, kept = rows(clone), objects(clone)
    clone.make("stop-worker")
    assert clone.listening() == []
    again = clone.local()
    assert [again[name] for name in COUNTS] == [0, 0, 0, 0, 0]
    assert (rows(clone), objects(clone)) == (before, kept)


def test_a_cleared_bucket_is_filled_again_and_each_review_is_a_duplicate(
    clone: Clone, first: dict[str, Any]
) -> None:
    reviews = rows(clone)["reviews"]
    assert clone.make("clear", "ARGS=--yes")[0].startswith("removed: ")
    assert objects(clone) == []
    again = clone.local()
    assert [again[name] for name in COUNTS] == [3000, 0, 3000, 0, 0]
    assert rows(clone)["reviews"] == reviews


def test_every_text_keeps_its_bytes(clone: Clone, first: dict[str, Any]) -> None:
    bucket = site_bucket(clone.settings())
    bucket.put("uploaded/reviews/desk_lamps/čaj 😀.json.gz", gzip.compress(review_file()))
    summary = clone.local()
    assert [summary[name] for name in COUNTS] == [len(TEXTS), len(TEXTS), 0, 0, 0]
    with warehouse(clone) as cursor:
        cursor.execute(
            "select reviewer_id, review_text, summary from reviews where asin = 'B00ENV0001' order by 1"
        )
        found = [(reviewer, text.encode(), title.encode()) for reviewer, text, title in cursor.fetchall()]
    assert found == EXPECTED


def test_a_real_file_is_loaded_once(clone: Clone, first: dict[str, Any]) -> None:
    shared = Path(__file__).resolve().parents[2] / "shared" / "data" / "amazon_reviews_2018"
    if not shared.is_dir():
        pytest.skip(f"the real reviews are not there: {shared}")
    clone.make("resetdb", "ARGS=--yes")
    assert rows(clone)["reviews"] == []
    summary = clone.local(f"REVIEWS={shared}/All_Beauty_5.json.gz")
    # Lines and distinct lines of the file, counted with zcat, sort -u and wc.
    assert [summary[name] for name in COUNTS] == [5269, 4242, 5269 - 4242, 0, 0]
