"""The models' tasks hand over through a folder or through a bucket: the same tasks, the same outcome.

Each task has a folder of its own for what it copies from a bucket, which is gone when it ends: they share
nothing but the place.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowSkipException

from services.postgres.databases import DatabaseAddress
from storage.address import BucketAddress
from storage.artifact_store import ArtifactStore, artifact_session
from storage.bucket import Bucket
from storage.s3_error import S3Error
from tests.rating_model.exported import write_export
from tests.rating_model.version_site import corpus
from workflow.plugins.operators.models.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.models.evaluate_operator import EvaluateOperator
from workflow.plugins.operators.models.predict_operator import PredictOperator
from workflow.plugins.operators.models.promote_operator import PromoteOperator
from workflow.plugins.operators.models.store_predictions_operator import StorePredictionsOperator
from workflow.plugins.operators.models.tokenize_operator import TokenizeOperator
from workflow.plugins.operators.models.train_operator import TrainOperator

OPTIONS = {
    "vocabulary_size": 120, "max_tokens": 24, "layers": 1, "hidden_dim": 16, "heads": 2,
    "intermediate_dim": 32, "embedding_dim": 16, "epochs": 2, "batch_size": 8, "warm_up_steps": 2,
    "checkpoint_seconds": 0, "precision": "float32",
}  # fmt: skip


@dataclass(frozen=True)
class Storage:
    """A place, and how a test gets at it."""

    place: str
    bucket: BucketAddress

    def opened(self) -> AbstractContextManager[ArtifactStore]:
        return artifact_session(lambda _: Bucket(self.bucket))

    def tasks(self, version: str) -> dict[str, BaseOperator]:
        """The tasks of a version, as the DAG makes them."""
        work, models = f"{self.place}/work/{version}", f"{self.place}/models/rating"
        tokenized, model, reviews = f"{work}/tokenized", f"{models}/{version}", f"{work}/reviews"
        tasks: list[BaseOperator] = [
            TokenizeOperator(
                text_task="rating", task_id="tokenize", texts=reviews, target=tokenized,
                tokenizers=f"{models}/tokenizers", options=OPTIONS,
            ),
            TrainOperator(
                text_task="rating", task_id="train", tokenized=tokenized, target=model,
                checkpoints=f"{work}/checkpoints", models_dir=models, options=OPTIONS,
            ),
            EvaluateOperator(
                text_task="rating", task_id="evaluate", model_dir=model, texts=reviews, models_dir=models,
                report_dir=f"{self.place}/reports/rating/{version}",
            ),
            PromoteOperator(text_task="rating", task_id="promote", models_dir=models, version=version),
            PredictOperator(
                text_task="rating", task_id="predict", models_dir=models, texts=reviews,
                target=f"{work}/predictions",
            ),
            StorePredictionsOperator(
                text_task="rating", task_id="store_predictions", predictions=f"{work}/predictions"
            ),
            CleanUpOperator(task_id="clean_up", work_dir=f"{self.place}/work", batch_id=version),
        ]  # fmt: skip
        return {task.task_id: task for task in tasks}

    def export(self, version: str, rows: list[tuple[int, str, int]]) -> None:
        """Reviews as the task export_reviews leaves them."""
        with self.opened() as here:
            write_export(here.write(f"{self.place}/work/{version}/reviews"), rows, version)

    def champion(self) -> str:
        with self.opened() as here:
            file = here.read_file(f"{self.place}/models/rating/champion.json")
            return str(json.loads(file.read_text())["version"])


@pytest.fixture(params=["folder", "bucket"])
def storage(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    bucket_address: BucketAddress,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Storage]:
    """An empty storage of either kind; nothing that was copied is left when its test ends."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    if request.param == "folder":
        yield Storage(str(tmp_path / "storage"), bucket_address)
    else:
        extra = {"region": bucket_address.region, "endpoint_url": bucket_address.endpoint_url}
        keys = {"login": bucket_address.access_key_id, "password": bucket_address.secret_access_key}
        connection = json.dumps({"conn_type": "generic", **keys, "extra": extra})
        monkeypatch.setenv("AIRFLOW_CONN_RATING_STORAGE", connection)
        yield Storage(f"s3://{bucket_address.bucket}/of/us", bucket_address)
    assert [path.name for path in scratch.iterdir() if path.name.startswith("handed-over-")] == []


def test_from_reviews_to_predictions_in_the_warehouse(
    storage: Storage, registry_address: DatabaseAddress, dag_warehouse: psycopg.Connection
) -> None:
    for version, seed in (("b1", 1), ("b2", 2)):
        storage.export(version, corpus(300, seed=seed))
        tasks = storage.tasks(version)
        returned = {name: task.execute({}) for name, task in tasks.items() if name != "store_predictions"}
        if version == "b1":
            assert returned["promote"]["is_promoted"] is True
        assert returned["train"] == f"{storage.place}/models/rating/{version}"
    assert storage.champion() == "b1"
    with storage.opened() as here:
        models = f"{storage.place}/models/rating"
        evaluation = json.loads((here.read(f"{models}/b2") / "evaluation.json").read_text())
        tokenizers = here.read(f"{models}/tokenizers")
        assert [path.name for path in tokenizers.iterdir()] == ["1"]
        page = here.read(f"{storage.place}/reports/rating/b2") / "index.html"
        assert "champion b1 (TF-IDF + logistic regression)" in page.read_text()
        assert here.folders(f"{storage.place}/work") == {}
    assert evaluation["champion"]["version"] == "b1"


def test_predictions_are_stored_from_where_they_were_left(
    storage: Storage, registry_address: DatabaseAddress, dag_warehouse: psycopg.Connection
) -> None:
    dag_warehouse.execute(
        "insert into reviews (review_key, reviewer_id, asin, rating, vote, review_time, batch_id, "
        "source_key, line_number) select gen_random_uuid(), 'R', 'P', 5, 0, '2018-01-01', 'b1', 'k', 1 "
        "from generate_series(1, 300)"
    )
    storage.export("b1", corpus(300, seed=1))
    for name, task in storage.tasks("b1").items():
        if name == "store_predictions":
            assert task.execute({}) == 300
        else:
            task.execute({})
    stored = dag_warehouse.execute("select count(*), min(model_version) from review_predictions")
    assert stored.fetchall() == [(300, "b1")]


def test_a_training_that_dies_goes_on_elsewhere_from_its_last_state(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage.export("b1", corpus(300, seed=1))
    storage.tasks("b1")["tokenize"].execute({})
    steps: list[int] = []

    def die_at_the_seventh(_task: TrainOperator, done: int, _steps: int) -> None:
        steps.append(done)
        if steps == list(range(1, 8)):
            raise OSError("the machine is gone")

    monkeypatch.setattr(TrainOperator, "_log_tenths", die_at_the_seventh)
    with pytest.raises(OSError, match="the machine is gone"):
        storage.tasks("b1")["train"].execute({})
    with storage.opened() as here:
        states = here.read(f"{storage.place}/work/b1/checkpoints")
        assert [path.name[:14] for path in sorted(states.iterdir())] == ["step-000000005", "step-000000006"]
        assert not here.read_if_there(f"{storage.place}/models/rating/b1").exists()
    storage.tasks("b1")["train"].execute({})
    with storage.opened() as here:
        model = json.loads((here.read(f"{storage.place}/models/rating/b1") / "model.json").read_text())
    # The seventh step was not kept, so it is done again; no step before it is.
    assert steps == [*range(1, 8), *range(7, model["training"]["steps"] + 1)]


def test_too_little_to_learn_from_skips_the_training_and_leaves_nothing(storage: Storage) -> None:
    rows = [(number, text, 5) for number, text, _ in corpus(300, seed=1)]
    storage.export("b1", rows)
    tasks = storage.tasks("b1")
    tasks["tokenize"].execute({})
    with pytest.raises(AirflowSkipException, match="needs at least two different ratings"):
        tasks["train"].execute({})
    with storage.opened() as here:
        assert not here.read_if_there(f"{storage.place}/models/rating/b1").exists()


@pytest.mark.parametrize("storage", ["bucket"], indirect=True)
def test_what_is_missing_or_damaged_in_the_bucket_is_a_sentence(storage: Storage) -> None:
    tasks = storage.tasks("b1")
    with pytest.raises(
        S3Error, match=r"^s3://.*/of/us/work/b1/reviews was not handed over: .* Clear the task"
    ):
        tasks["tokenize"].execute({})
    storage.export("b1", corpus(300, seed=1))
    tasks["tokenize"].execute({})
    bucket = Bucket(storage.bucket)
    (shard,) = (found.key for found in bucket.list() if "/tokenized/" in found.key and "train-" in found.key)
    bucket.put(shard, bucket.get(shard)[:-100])
    with pytest.raises(
        S3Error, match=r"train-.*\.tfrecord in s3://.* expected .*: it is not what was handed"
    ):
        tasks["train"].execute({})


@pytest.mark.parametrize("storage", ["bucket"], indirect=True)
def test_a_bucket_that_is_not_there_is_a_sentence(storage: Storage) -> None:
    elsewhere: Any = Storage("s3://not-there-at-all/x", storage.bucket)
    with pytest.raises(S3Error, match="there is no such bucket"):
        elsewhere.tasks("b1")["tokenize"].execute({})
