"""The whole DAG with a real Valkey and a real Celery worker, which shares the storage and no other folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from typing import Any

import pytest

from services.airflow.part_processes import workers
from services.queue.queue_addresses import start_broker, stop_embedded_broker
from tests.workflow.local_dag import NOTHING_BESIDE
from tests.workflow.queue_site import EndedRun, QueueSite, queue_site
from workflow.sql_paths import check_names

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
HERE = ("load", "export_reviews", "ml_queue_is_served", "promote", "store_predictions", "clean_up")
ON_QUEUE = ("tokenize", "train", "evaluate", "predict")
CHECKS = tuple(f"warehouse_checks.{name}" for name in check_names("warehouse"))
# Neither climate nor documents wait here, and no text model has a champion.
ALL_GREEN = (
    dict.fromkeys((*HERE, *ON_QUEUE, *CHECKS), "success")
    | NOTHING_BESIDE
    | {"score_texts.ml_queue_is_served": "skipped"}
)
LIKED, DISLIKED = ("love", "like", "adore", "enjoy", "praise"), ("hate", "return", "regret", "loathe", "bin")
THINGS = ("lamp", "bulb", "shade", "cable", "switch", "stand", "base", "plug", "cord", "dimmer")
PLACES = ("at home", "in the hall", "at work", "in bed", "outside", "upstairs")


def reviews(people: str) -> list[dict[str, Any]]:
    """600 reviews of 600 texts, half with five stars and half with one, told apart by a single word."""
    return [
        {
            "overall": stars,
            "reviewerID": f"{people}{number}",
            "asin": f"B{number % 7:09}",
            "reviewText": f"{people} {word} the {thing} {place}.",
            "unixReviewTime": 1472688000 + number,
        }
        for number, ((stars, word), thing, place) in enumerate(
            product([(5.0, word) for word in LIKED] + [(1.0, word) for word in DISLIKED], THINGS, PLACES)
        )
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueueSite]:
    with queue_site(tmp_path_factory.mktemp("queue")) as started:
        yield started


@pytest.fixture(scope="module")
def first(site: QueueSite) -> EndedRun:
    """The first run: 600 reviews arrive, one trigger, nothing else is done."""
    site.drop("first", reviews("we"))
    return site.run()


def batch_of(site: QueueSite, run: EndedRun) -> str:
    ((batch,),) = site.rows(b"select batch_id from ingest_batches where run_id = %s", run.run_id)
    return str(batch)


def predicted(site: QueueSite, batch: str) -> list[tuple[Any, ...]]:
    """How many reviews of the batch there are, and how many predictions by which version."""
    return site.rows(
        b"select count(distinct r.review_id), count(p.review_id), min(p.model_version), max(p.model_version) "
        b"from reviews as r left join review_predictions as p using (review_id) where r.batch_id = %s",
        batch,
    )


def test_one_trigger_brings_reviews_to_predictions_through_the_queue(
    site: QueueSite, first: EndedRun
) -> None:
    assert (first.state, first.states()) == ("success", ALL_GREEN)
    sent = {name: (task["executor"], task["queue"]) for name, task in first.tasks.items()}
    assert {name: sent[name] for name in ON_QUEUE} == dict.fromkeys(ON_QUEUE, ("CeleryExecutor", "ml_queue"))
    assert {sent[name] for name in (*HERE, *CHECKS)} == {(None, "default")}
    batch = batch_of(site, first)
    assert predicted(site, batch) == [(600, 600, batch, batch)]
    models = site.storage / "models" / "rating"
    assert json.loads((models / "champion.json").read_text()) == {"version": batch}
    assert (site.storage / "reports" / "rating" / batch / "index.html").is_file()
    assert not (site.storage / "work").exists()


def test_the_two_share_the_storage_and_no_other_folder(site: QueueSite, first: EndedRun) -> None:
    here, there = site.main.state_dir, site.worker.state_dir
    assert [bool(site.log(site.worker, first, task)) for task in (*HERE, *ON_QUEUE)] == [False] * 6 + [
        True
    ] * 4
    assert [bool(site.log(site.main, first, task)) for task in (*HERE, *ON_QUEUE)] == [True] * 6 + [False] * 4
    assert {path.name for path in there.iterdir()} == {"airflow", "logs", "run"}  # no secrets, no database
    assert not site.worker.data_dir.exists()
    assert not (site.main.data_dir / "models").exists()
    (worker,) = (process.find() for process in workers(site.worker))
    assert worker is not None
    environment = worker.environ()
    assert not [name for name, value in environment.items() if str(here) in value]
    secrets = asdict(site.main.secrets()).values()
    assert not [name for name, value in environment.items() if any(secret in value for secret in secrets)]
    assert not any(connection.status == "LISTEN" for connection in worker.net_connections())


def test_a_worker_killed_in_its_training_goes_on_from_the_checkpoint(
    site: QueueSite, first: EndedRun
) -> None:
    killed_at: list[int] = []

    def kill_once(_: dict[str, dict[str, Any]]) -> None:
        states = [path.name for path in (site.storage / "work").glob("*/checkpoints/step-*")]
        step = max((int(name.split("-")[1]) for name in states), default=0)
        if not killed_at and step >= 60:
            killed_at.append(step)
            site.kill_worker()
            site.start_worker()

    site.drop("second", reviews("they"))
    run = site.run(kill_once)

    assert len(killed_at) == 1
    assert (run.state, run.states()) == ("success", ALL_GREEN)
    assert run.tasks["train"]["try_number"] == 2
    steps = re.findall(r"step (\d+) of (\d+)", site.log(site.worker, run, "train", attempt=2))
    assert killed_at[0] < int(
        steps[0][0]
    )  # a line every tenth: from the beginning it would be an earlier one
    assert steps[-1][0] == steps[-1][1]
    batch = batch_of(site, run)
    ((distinct, stored, version, _),) = predicted(site, batch)
    assert (distinct, stored) == (600, 600)
    assert {"version": version} == json.loads(
        (site.storage / "models" / "rating" / "champion.json").read_text()
    )
    assert not (site.storage / "work").exists()


def test_without_a_broker_the_batch_is_loaded_and_the_run_says_what_is_missing(
    site: QueueSite, first: EndedRun
) -> None:
    stop_embedded_broker(site.main)
    try:
        site.drop("third", reviews("you")[:5])
        run = site.run()
    finally:
        start_broker(site.main)
    after = (*ON_QUEUE, "promote", "store_predictions", "clean_up")
    assert run.state == "failed"
    assert run.states() == ALL_GREEN | dict.fromkeys(after, "upstream_failed") | {
        "ml_queue_is_served": "failed"
    }
    assert predicted(site, batch_of(site, run)) == [(5, 0, None, None)]
    said = site.log(site.main, run, "ml_queue_is_served")
    assert f"No broker: redis://:**@127.0.0.1:{site.main.redis.port}/0 does not answer" in said
    assert "What was loaded stays" in said
    assert run.tasks["ml_queue_is_served"]["duration"] < 60  # the promise: within a minute
