"""DAG text_models_train on a toy task: labelled notes in the warehouse, and a run in a test's process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.text_models.training.mood_notes import MOOD_TOML, Note
from tests.workflow.dag_run import run_in_process

DAG_FILE = Path(__file__).resolve().parents[2] / "workflow" / "dags" / "text_models_train.py"
SCORING = "score_texts."
INSERT_DOCUMENT = (
    "insert into documents (content_key, task, text, language, source_record, original, original_row, "
    "batch_id, source_key, line_number) values (%s, 'mood', %s, 'en', '{}', 'notes', %s, 'b1', 'notes', %s) "
    "returning document_id"
)
INSERT_LABEL = (
    "insert into label_events (document_id, task, label, source, labelled_by) "
    "values (%s, 'mood', %s, %s, 'me')"
)


def declare_mood(data_dir: Path) -> None:
    """Declare the task as a user does."""
    folder = data_dir / "tasks"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mood.toml").write_text(MOOD_TOML)


def add_notes(warehouse: psycopg.Connection, notes: Sequence[Note], source: str = "gold") -> list[int]:
    """Add labelled notes to the warehouse; their numbers."""
    numbers = []
    for row, (text, mood) in enumerate(notes, start=1):
        found = warehouse.execute(INSERT_DOCUMENT, [uuid4(), text, row, row]).fetchone()
        assert found is not None
        warehouse.execute(INSERT_LABEL, [found[0], mood, source])
        numbers.append(int(found[0]))
    return numbers


@dataclass(frozen=True)
class EndedTraining:
    """A run that has ended: the states of tasks, of fits by their rungs, and of scoring; why tasks failed."""

    version: str
    states: dict[str, str]
    rungs: dict[str, str]
    scoring: set[str]
    reasons: list[str]


def run_training(moment: datetime | None = None, **params: Any) -> EndedTraining:
    """Run the DAG in this process for task mood; the same moment again is the same run, cleared."""
    from airflow.dag_processing.dagbag import DagBag

    from workflow.plugins.src.training_params import version_of

    bag = DagBag(str(DAG_FILE))
    assert (bag.import_errors, list(bag.dags)) == ({}, ["text_models_train"])
    dag = bag.dags["text_models_train"]
    reasons: list[str] = []
    for task in dag.tasks:
        task.retry_delay = timedelta(0)
        task.on_failure_callback = [lambda context: reasons.append(str(context["exception"]))]
    moment = moment or datetime.now(UTC)
    run = run_in_process(dag, moment, {"task": "mood", **params})
    states = {task: str(task.state) for task in run.get_task_instances()}
    training = {task: state for task, state in states.items() if not task.task_id.startswith(SCORING)}
    return EndedTraining(
        version_of(run),
        {task.task_id: state for task, state in training.items() if task.map_index < 0},
        {str(task.rendered_map_index): state for task, state in training.items() if task.map_index >= 0},
        {state for task, state in states.items() if task not in training},
        reasons,
    )
