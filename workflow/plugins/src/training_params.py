"""The form of DAG text_models_train: what somebody may choose, with what Airflow refuses otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from airflow.sdk import Param

PROTOCOLS = ("split", "weak-to-gold", "mono", "cross", "all")


def training_params(task_dirs: Sequence[str]) -> dict[str, Any]:
    """Return the params; `task_dirs` are the folders that declare tasks, which the form proposes."""
    return {
        "task": Param(
            type="string",
            # No enum: a worker checks the params too, and knows no tasks of the user's own.
            pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$",
            examples=_tasks(task_dirs),
            title="Task",
            description="Whose model is trained: a task of `text-models tasks`, but for rating.",
        ),
        "protocol": Param(
            "split",
            type="string",
            enum=list(PROTOCOLS),
            title="Protocol",
            description="Who learns from what, see docs/evaluation.md: parts of all labelled texts; weak "
            "labels tested on those by people; or one variant, from itself, from the others, or from all.",
        ),
        "variant": Param(
            "",
            type="string",
            maxLength=32,
            title="Variant",
            description="The variant to be tested on, such as mx: for mono, cross and all.",
        ),
        "rungs": Param(
            "",
            type="string",
            maxLength=1_000,
            title="Rungs",
            description="Names with commas between them, such as nb_lr,muse, or all. Empty: the task's own "
            "but for those that take long.",
        ),
        "seeds": Param(
            1,
            type="integer",
            minimum=1,
            maximum=20,
            title="Seeds",
            description="How often a rung in which there is chance is fitted, each time a task of its own; "
            "the best on development data stands for it.",
        ),
        "budget": Param(
            3_600,
            type="integer",
            minimum=0,
            maximum=7 * 24 * 3_600,
            title="Budget in seconds",
            description="The time that one rung with one seed may take; what takes longer is ended, named "
            "and skipped. 0: any time.",
        ),
        "memory": Param(
            4_096,
            type="integer",
            minimum=0,
            maximum=1_048_576,
            title="Memory in megabytes",
            description="What the process of one rung may hold; one that holds more is ended, named and "
            "skipped. 0: any amount.",
        ),
        "folds": Param(
            0,
            type="integer",
            minimum=0,
            maximum=20,
            title="Folds",
            description="Two or more: probabilities out of fold by the best rung are kept with the version. "
            "0: none.",
        ),
        "rescore": Param(
            "no",
            type="string",
            enum=["no", "yes"],
            title="Rescore",
            description="yes: the champion scores all texts that it has not scored; else it scores those "
            "alone that are loaded from now on.",
        ),
    }


def version_of(dag_run: Any) -> str:
    """Return the version that a run makes, whatever is cleared in it: by its time, and a hash of its name.

    As `text_models.versions.new_version` names them, so that versions sort by age.
    """
    name = blake2b(dag_run.run_id.encode(), digest_size=4).hexdigest()
    return f"{dag_run.run_after:%Y%m%dT%H%M%S%f}"[:-3] + f"-{name}"


def _tasks(task_dirs: Sequence[str]) -> list[str]:
    """The declared tasks that no pipeline of their own trains."""
    from text_models.pipelines.declared_pipelines import tasks_with_pipeline
    from text_models.tasks.task_files import find_task_files

    others = tasks_with_pipeline()
    return [name for name in find_task_files(map(Path, task_dirs)) if name not in others]
