"""The README's first command on a clean clone: everything real, from the install to the stop.

The shell is as hostile as one can be that make and an installed Python still run in.
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import httpx
import psutil
import pytest

from tests.clean_clone import COUNTS, Clone, clean_clone, quietly
from tests.conftest import PROJECT_ROOT
from tests.hostile_shell import EXPECTED, FOR_MAKE, STORED, TEXTS, review_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
SHARED = PROJECT_ROOT.parent / "shared" / "data" / "amazon_reviews_2018"
TEXT_FILE = "čaj 😀.json.gz"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clean clone of what is committed; its services are stopped at the end."""
    folder, ports = tmp_path_factory.mktemp("clone"), ("POSTGRES_PORT", "AIRFLOW__API__PORT")
    clone = clean_clone(folder, ports, FOR_MAKE, umask=0o377)
    clone.install()
    yield clone
    clone.make("stop-worker")


@pytest.fixture(scope="module")
def first(clone: Clone) -> dict[str, Any]:
    """The summary of the first `make local`, which has to make a demo corpus up."""
    return clone.local()


@pytest.fixture(scope="module")
def last(clone: Clone, first: dict[str, Any]) -> dict[str, Any]:
    """The summary of a run over texts that another encoding would change, and over real reviews if given."""
    arrivals = clone.settings().data_dir / "uploaded" / "reviews" / "desk_lamps"
    (arrivals / TEXT_FILE).write_bytes(gzip.compress(review_file()))
    if not SHARED.is_dir():
        return clone.local("RATING_EPOCHS=1")
    stems = ("All_Beauty_5", "AMAZON_FASHION_5", "Appliances_5", "Gift_Cards_5")
    reviews = " ".join(f"{SHARED}/{stem}.json.gz" for stem in stems)
    # What is asked is what was loaded: the model of 13,694 reviews need not be a good one.
    return clone.local(f"REVIEWS={reviews}", f"PRODUCTS={SHARED}/meta_Gift_Cards.json.gz", "RATING_EPOCHS=1")


def test_the_demo_corpus_goes_through_to_a_trained_model(clone: Clone, first: dict[str, Any]) -> None:
    assert list(first) == [*COUNTS, "seconds", "rating", "ui"]
    assert (first["listed"], first["quarantined"], first["held"]) == (3000, 0, 0)
    assert first["loaded"] + first["duplicate"] == 3000
    assert 0 < first["duplicate"] < 300
    assert first["rating"]["accuracy"] > first["rating"]["majority_accuracy"]
    assert {"postgres", "airflow", "upload", "load", "warehouse_checks", "train"} <= set(first["seconds"])
    with clone.warehouse() as connection:
        assert connection.execute("select count(*), count(distinct review_key) from reviews").fetchall() == [
            (first["loaded"], first["loaded"])
        ]
        assert connection.execute(
            "select split_part(source_key, '/', 2) as category, count(*) > 900, "
            "bool_or(p.is_placeholder) from reviews join products as p using (asin) group by 1 order by 1"
        ).fetchall() == [
            ("coffee_makers", True, False),
            ("desk_lamps", True, False),
            ("garden_tools", True, False),
        ]


def test_the_ui_is_up_and_lets_the_printed_password_in(clone: Clone, first: dict[str, Any]) -> None:
    assert first["ui"] == f"http://127.0.0.1:{clone.ports['AIRFLOW__API__PORT']}"
    assert httpx.get(first["ui"], follow_redirects=True).status_code == httpx.codes.OK
    right = {"username": "admin", "password": clone.settings().secrets().airflow_admin_password}
    for password, status in ((right["password"], httpx.codes.CREATED), ("wrong", httpx.codes.UNAUTHORIZED)):
        answer = httpx.post(f"{first['ui']}/auth/token", json={**right, "password": password})
        assert answer.status_code == status


def test_nothing_listens_beyond_the_loopback_interface(clone: Clone, first: dict[str, Any]) -> None:
    assert clone.listening() == sorted(f"127.0.0.1:{port}" for port in clone.ports.values())


def test_no_secret_is_in_a_log_or_a_process_list(clone: Clone, first: dict[str, Any]) -> None:
    stored = clone.settings().secrets()
    secrets = [*asdict(stored).values(), *map(stored.derived, ("mlflow", "celery", "valkey"))]
    logs = [path for path in (clone.root / ".local").rglob("*.log") if path.is_file()]
    commands = " ".join(" ".join(quietly(process.cmdline)) for process in psutil.process_iter())
    assert {"postgres.log", "airflow-scheduler.log", "attempt=1.log"} <= {path.name for path in logs}
    assert [
        path for path in logs if any(secret in path.read_text(errors="replace") for secret in secrets)
    ] == []
    assert not any(secret in commands for secret in secrets)


def test_after_a_stop_a_second_run_finds_the_same_data_and_changes_no_row(
    clone: Clone, first: dict[str, Any]
) -> None:
    before = clone.rows()
    assert before["reviews"]
    clone.make("stop-worker")
    assert clone.listening() == []
    again = clone.local()
    assert [again[name] for name in COUNTS] == [0, 0, 0, 0, 0]
    assert again["rating"] == first["rating"]
    assert clone.rows() == before


def test_a_bad_file_is_set_aside_and_an_unfinished_one_waits(clone: Clone, first: dict[str, Any]) -> None:
    arrivals = clone.settings().data_dir / "uploaded" / "reviews" / "desk_lamps"
    bad, unfinished = arrivals / "bad.json.gz", arrivals / "unfinished.json.gz"
    for file in (bad, unfinished):
        file.write_bytes(b"no gzip")
    os.utime(bad, (1_600_000_000, 1_600_000_000))

    stdout, stderr = clone.make("local")
    unfinished.unlink()

    table, line = stdout.splitlines()[:2], stdout.splitlines()[-1]
    assert [json.loads(line)[name] for name in COUNTS] == [2, 0, 0, 1, 1]
    assert table[0].split()[2:] == [
        "listed",
        "=",
        "loaded",
        "+",
        "duplicate",
        "+",
        "quarantined",
        "+",
        "held",
    ]
    assert table[1].split()[1:] == ["2", "=", "0", "+", "0", "+", "1", "+", "1"]
    batch = table[1].split()[0]
    assert "amzn-review quarantine list" in stdout
    assert f"amzn-review batches show {batch}" in stdout
    assert stderr.count("… DAG amzn_review_etl_local, run ") == 1
    assert not bad.exists()


def test_every_text_keeps_its_bytes(clone: Clone, last: dict[str, Any]) -> None:
    with clone.warehouse() as connection:
        assert connection.execute(STORED).fetchall() == EXPECTED
        files = "select distinct convert_to(source_key, 'UTF8') from reviews where asin = 'B00ENV0001'"
        assert connection.execute(files).fetchall() == [(f"reviews/desk_lamps/{TEXT_FILE}".encode(),)]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real reviews are not there: {SHARED}")
def test_real_reviews_are_loaded_once_and_join_their_real_titles(clone: Clone, last: dict[str, Any]) -> None:
    # Lines and distinct lines of the files, counted with zcat, sort -u and wc: 10,722 and 7,556 of the first
    # three, 2,972 and 2,972 of the last; and the texts.
    texts = len(TEXTS)
    assert [last[name] for name in COUNTS] == [10722 + 2972 + texts, 7556 + 2972 + texts, 10722 - 7556, 0, 0]
    with clone.warehouse() as connection:
        joined = connection.execute(
            "select r.rating, p.product_name, p.is_placeholder "
            "from reviews as r join products as p using (asin) where r.source_key like 'reviews/gift_cards/%'"
        ).fetchall()
    assert Counter(rating for rating, _, _ in joined) == {1: 22, 2: 11, 3: 33, 4: 154, 5: 2752}
    assert [row for row in joined if row[2] or not row[1]] == []
