"""Documents dropped, loaded, learned from on two real workers that share a bucket alone, and scored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from amzn_review.documents.converter import Converter
from amzn_review.documents_layout import DocumentsLayout
from services.airflow.part_processes import workers
from services.postgres.databases import registry_address
from settings import Settings
from storage.artifact_store import artifact_session
from storage.bucket import Bucket
from tests.s3_site import S3Site
from tests.text_models.training.mood_notes import Note, mood_notes
from tests.workflow.queue_site import EndedRun, QueueSite, queue_site
from tests.workflow.training_site import declare_mood
from text_files.documents.layout_choice import ToldColumns
from text_models.versions.registry import Registry
from text_models.versions.version_folder import VersionFolder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
DAG_ID = "text_models_train"
RUNGS = ("nb_counts", "nb_tfidf", "nb_lr", "tfidf_lr_one_vs_rest")
FITS = [f"fit_rung[{index}]" for index in range(len(RUNGS))]
SCORED = (
    b"select original, count(distinct documents.document_id), count(document_scores.document_id), "
    b"min(model_version), max(model_version) from documents left join document_scores using (document_id) "
    b"where documents.task = %s group by 1 order by 1"
)


@pytest.fixture(scope="module")
def place(s3_site: S3Site) -> tuple[Bucket, str]:
    """The bucket that the workers share, and the place in it."""
    address = s3_site.new_bucket()
    return Bucket(address), f"s3://{address.bucket}/shared"


@pytest.fixture(scope="module")
def site(
    place: tuple[Bucket, str], s3_site: S3Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[QueueSite]:
    shell = {
        "RATING_STORAGE": place[1],
        "SCORE_CHUNK_TEXTS": "50",
        "AWS_ENDPOINT_URL_S3": s3_site.endpoint_url,
        "AWS_ACCESS_KEY_ID": s3_site.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3_site.secret_access_key,
    }
    with queue_site(tmp_path_factory.mktemp("queue"), ("worker", "second"), **shell) as started:
        yield started


def drop(site: QueueSite, name: str, notes: list[Note]) -> None:
    """Let labelled notes wait in uploaded/, as `documents add` leaves them."""
    layout = DocumentsLayout(site.main.data_dir)
    declare_mood(site.main.data_dir)
    path = site.main.data_dir / name
    path.write_text("".join(json.dumps({"text": text, "label": mood}) + "\n" for text, mood in notes))
    Converter(layout, "mood", [], ToldColumns(text="text", label="label", language="en"), None).run([path])


def rungs_on(settings: Settings) -> list[str]:
    """The fits of which a machine has the log of a first attempt."""
    logs = settings.state_dir / "airflow" / "logs" / f"dag_id={DAG_ID}"
    return sorted(path.parent.name for path in logs.glob("*/task_id=fit_rung/map_index=*/attempt=1.log"))


def is_fitting(settings: Settings) -> bool:
    """Whether the process of a rung runs below the machine's worker."""
    leaders = [process.find() for process in workers(settings)]
    members = [member for leader in leaders if leader for member in leader.children(recursive=True)]
    return any("text_models.comparison.rung_process" in _command(member) for member in members)


def _command(process: psutil.Process) -> list[str]:
    try:
        words: list[str] = process.cmdline()
    except psutil.NoSuchProcess:
        return []
    return words


def of_training(run: EndedRun) -> dict[str, str]:
    """The states of all tasks but those that score."""
    return {name: state for name, state in run.states().items() if not name.startswith("score_texts.")}


def test_a_worker_dies_and_each_text_is_scored_once(site: QueueSite, place: tuple[Bucket, str]) -> None:
    assert site.second is not None
    second, killed = site.second, list[Settings]()
    drop(site, "first.jsonl", mood_notes(150, seed=1))
    assert site.run().states()["load_documents"] == "success"

    def kill_once(_: dict[str, dict[str, Any]]) -> None:
        if not killed and is_fitting(second):
            site.kill_worker(second)
            killed.append(second)

    run = site.run(kill_once, dag_id=DAG_ID, task="mood", rungs=",".join(RUNGS), folds=2, rescore="yes")

    assert (run.state, killed) == ("success", [second]), run.states()
    assert of_training(run) == dict.fromkeys(
        ("export_labels", "ml_queue_is_served", *FITS, "out_of_fold", "judge", "promote", "clean_up"),
        "success",
    )
    assert sorted(run.tasks[name]["try_number"] for name in FITS) == [1, 1, 1, 2]
    assert {(run.tasks[name]["executor"], run.tasks[name]["queue"]) for name in FITS} == {
        ("CeleryExecutor", "ml_queue")
    }
    assert rungs_on(site.worker) != []
    assert rungs_on(second) != []
    registry = Registry(registry_address(site.main).uri("postgresql+psycopg2"), "mood")
    version = registry.champion()
    assert version is not None
    assert [opening.models for opening in registry.openings()] == [(version,)]
    assert site.rows(SCORED, "mood") == [("first.jsonl", 150, 150, version, version)]

    site.start_worker()
    drop(site, "second.jsonl", mood_notes(60, seed=2))
    later = site.run()
    assert later.state == "success", later.states()
    chunks = [later.states()[f"score_texts.chunk.store[{index}]"] for index in range(2)]
    assert chunks == ["success", "success"]
    assert site.rows(SCORED, "mood") == [
        ("first.jsonl", 150, 150, version, version), ("second.jsonl", 60, 60, version, version),
    ]  # fmt: skip

    for settings in (site.worker, second):
        assert not settings.data_dir.exists()
    assert not (site.main.data_dir / "models").exists()
    bucket, shared = place
    with artifact_session(lambda _: bucket) as here:
        champion = here.read_file(f"{shared}/models/mood/champion.json")
        assert json.loads(champion.read_text()) == {"version": version}
        here.read(f"{shared}/models/mood/{version}")
        folder = VersionFolder.read(Path(champion).parent, version)
        assert sorted(folder.model["development"]["rungs"]) == sorted(["majority", *RUNGS])
        assert folder.model["development"]["skipped"] == {}
        assert (folder.path / "out_of_fold.parquet").is_file()
        assert here.folders(f"{shared}/work") == {}
