"""How the DAG on S3 is put together: when it runs, what waits, where the task for training goes."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import DAG, CronTriggerTimetable
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, TaskDeferred

from settings import load_settings
from tests.conftest import PROJECT_ROOT
from tests.workflow.aws_site import AwsSite, lamp, put_lines
from workflow.plugins.operators.load.wait_for_objects_operator import WaitForObjectsOperator
from workflow.plugins.operators.models.export_batch_operator import ExportBatchOperator

FILE = PROJECT_ROOT / "workflow" / "dags" / "amzn_review_etl_aws.py"
ON_AWS = {"STORAGE": "folder", "AWS_S3_BUCKET": "mine", "AWS_REDSHIFT_HOST": "c.example"}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads the DAG's file where a shell sets these variables."""

    def parsed(**shell: str) -> DAG:
        from airflow.dag_processing.dagbag import DagBag

        for name, value in shell.items():
            monkeypatch.setenv(name, value)
        bag = DagBag(str(FILE))
        assert bag.import_errors == {}
        return bag.dags["amzn_review_etl_aws"]

    return parsed


@pytest.mark.parametrize(
    ("shell", "is_daily"),
    [
        ({"STORAGE": "folder", "AWS_S3_BUCKET": "", "AWS_REDSHIFT_HOST": ""}, False),
        ({"STORAGE": "folder", "AWS_S3_BUCKET": "mine", "AWS_REDSHIFT_HOST": ""}, False),
        (ON_AWS, True),
        ({"STORAGE": "s3", "AWS_S3_BUCKET": "", "AWS_REDSHIFT_HOST": ""}, True),
    ],
)
def test_it_has_a_schedule_where_it_can_run(read: Any, shell: dict[str, str], is_daily: bool) -> None:
    assert isinstance(read(**shell).schedule, CronTriggerTimetable) == is_daily


def test_it_is_daily_one_run_at_a_time_and_never_of_the_past(read: Any) -> None:
    dag = read(**ON_AWS)
    assert dag.schedule == CronTriggerTimetable("0 0 * * *", timezone="UTC", run_immediately=timedelta(0))
    assert (dag.catchup, dag.max_active_runs) == (False, 1)


@pytest.mark.parametrize(
    ("shell", "is_on", "executor"),
    [
        ({"EXECUTOR": "local", "AWS_TRAINING": ""}, False, None),
        ({"EXECUTOR": "celery", "AWS_TRAINING": "no"}, False, "CeleryExecutor"),
        ({"EXECUTOR": "celery", "AWS_TRAINING": "yes"}, True, "CeleryExecutor"),
    ],
)
def test_training_is_a_task_of_the_models_queue_and_off_unless_switched_on(
    monkeypatch: pytest.MonkeyPatch, shell: dict[str, str], is_on: bool, executor: str | None
) -> None:
    """As its file says it: Airflow, which has no such executor here, would refuse the DAG."""
    for name, value in (ON_AWS | shell).items():
        monkeypatch.setenv(name, value)
    task = runpy.run_path(str(FILE))["export_reviews"]
    assert isinstance(task, ExportBatchOperator)
    assert (task.is_on, task.queue, task.executor) == (is_on, "ml_queue", executor)
    assert task.options["max_reviews"] == load_settings().rating.max_reviews
    elsewhere = {one.task_id: one.queue for one in task.dag.tasks if one.queue != "default"}
    assert elsewhere == dict.fromkeys(("export_reviews", "score_texts.chunk.score"), "ml_queue")


def test_switched_off_it_asks_nobody() -> None:
    """There is no connection here that it could ask."""
    task = ExportBatchOperator(
        text_task="rating", task_id="t", batch_id="b", is_on=False, options={"max_reviews": 20}
    )
    assert task.execute({}) is None


@pytest.fixture
def wait() -> WaitForObjectsOperator:
    return WaitForObjectsOperator(task_id="w", patience=timedelta(hours=20), every_s=60)


def of(run_type: str) -> Any:
    """What Airflow tells a task of its run."""
    return {"dag_run": SimpleNamespace(run_type=run_type)}


def test_a_run_of_the_schedule_waits_in_the_triggerer(
    aws_site: AwsSite, wait: WaitForObjectsOperator
) -> None:
    with pytest.raises(TaskDeferred) as deferred:
        wait.execute(of("scheduled"))
    assert deferred.value.method_name == "go_on"
    _, arguments = deferred.value.trigger.serialize()
    left = datetime.fromtimestamp(arguments["until"], UTC) - datetime.now(UTC)
    assert (arguments["connection_id"], arguments["every_s"]) == ("aws", 60)
    assert timedelta(hours=19, minutes=59) < left <= timedelta(hours=20)
    with pytest.raises(AirflowSkipException, match="Nothing waits in the bucket"):
        wait.execute(of("manual"))
    put_lines(aws_site, "reviews/lamps/1.json.gz", [lamp(1)])
    wait.execute(of("scheduled"))


def test_what_the_trigger_tells(wait: WaitForObjectsOperator) -> None:
    wait.go_on({}, {"waits": True})
    with pytest.raises(AirflowSkipException, match="Nothing arrived within 20:00:00"):
        wait.go_on({}, {"waits": False})
    with pytest.raises(AirflowFailException, match="the credentials have expired"):
        wait.go_on({}, {"error": "Could not list: the credentials have expired."})
