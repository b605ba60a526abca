"""The tasks by which a ladder is trained on as many workers as serve the models' queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import TriggerRule, chain

from workflow.plugins.operators.models.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.models.queue_check_operator import QueueCheckOperator
from workflow.plugins.operators.training.export_labels_operator import ExportLabelsOperator
from workflow.plugins.operators.training.fit_rung_operator import FitRungOperator
from workflow.plugins.operators.training.judge_ladder_operator import JudgeLadderOperator
from workflow.plugins.operators.training.out_of_fold_operator import OutOfFoldOperator
from workflow.plugins.operators.training.promote_trained_operator import PromoteTrainedOperator
from workflow.plugins.task_groups.text_branch import ML_QUEUE
from workflow.sql_paths import POSTGRES

if TYPE_CHECKING:
    from amzn_review.sql_catalog import SqlCatalog

# Rungs may be skipped, but not all that is before a task.
SOME = TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS


def training_branch(
    version: str,
    *,
    storage: str,
    task_dirs: Sequence[str],
    switched_on: Sequence[str],
    encoders_dir: str,
    sql: SqlCatalog = POSTGRES,
    is_celery: bool = False,
) -> PromoteTrainedOperator:
    """Make the tasks from export_labels to promote, which is returned, and clean_up behind it.

    `version` is a template of the version's name; `storage` a folder, or s3://bucket/prefix, that every
    worker reaches; `sql` tells the warehouse. With `is_celery` the models' tasks go to workers of ml_queue,
    once one serves it.
    """
    work, models = f"{storage}/work/{version}", f"{storage}/models/{{{{ params.task }}}}"
    on_ml_queue: dict[str, Any] = {
        "queue": ML_QUEUE,
        "executor": "CeleryExecutor" if is_celery else None,
        "encoders_dir": encoders_dir,
    }
    export = ExportLabelsOperator(
        task_id="export_labels",
        work=work,
        version=version,
        task_dirs=task_dirs,
        switched_on=switched_on,
        sql=sql,
    )
    fit = FitRungOperator.partial(
        task_id="fit_rung",
        work=work,
        map_index_template="{{ task.step['rung'] }}, seed {{ task.step['seed'] }}",
        **on_ml_queue,
    ).expand(step=export.output)
    out_of_fold = OutOfFoldOperator(task_id="out_of_fold", work=work, trigger_rule=SOME, **on_ml_queue)
    judge = JudgeLadderOperator(
        task_id="judge", work=work, models_dir=models, trigger_rule=SOME, **on_ml_queue
    )
    promote = PromoteTrainedOperator(task_id="promote", work=work, models_dir=models)
    clean_up = CleanUpOperator(task_id="clean_up", work_dir=f"{storage}/work", batch_id=version)
    chain(export, fit, out_of_fold, judge, promote, clean_up)
    export >> [out_of_fold, judge]
    fit >> judge
    if is_celery:
        served = QueueCheckOperator(task_id="ml_queue_is_served", served_queue=ML_QUEUE, patience_s=40)
        export >> served >> fit
    return promote
