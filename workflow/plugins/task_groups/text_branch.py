"""The tasks by which a text model learns from a run, wired here, so that a DAG stays a page."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from airflow.sdk import TaskGroup, TriggerRule, XComArg, chain

from workflow.plugins.operators.models.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.models.evaluate_operator import EvaluateOperator
from workflow.plugins.operators.models.export_texts_operator import ExportTextsOperator
from workflow.plugins.operators.models.predict_operator import PredictOperator
from workflow.plugins.operators.models.promote_operator import PromoteOperator
from workflow.plugins.operators.models.queue_check_operator import QueueCheckOperator
from workflow.plugins.operators.models.store_predictions_operator import StorePredictionsOperator
from workflow.plugins.operators.models.tokenize_operator import TokenizeOperator
from workflow.plugins.operators.models.train_operator import TrainOperator

ML_QUEUE = "ml_queue"


def text_branch(
    task: str,
    run_ids: list[str] | XComArg,
    batch_id: str,
    *,
    storage: str,
    options: dict[str, Any],
    pretrained: str | None = None,
    is_celery: bool = False,
    noun: str = "texts",
    is_group: bool = False,
) -> ExportTextsOperator:
    """Make the tasks from export_`noun`, which is returned, to clean_up, in the order in which they run.

    `task` names the text model's task: its steps are those of the pipeline that a package declares for it,
    its versions lie in models/<task>/, its pages in reports/<task>/. `batch_id` is a template of the
    version's name; `storage` a folder, or s3://bucket/prefix, that every worker of the models' tasks reaches;
    `options` what the pipeline takes. With `is_celery` the models' tasks go to workers of ml_queue, once one
    serves it. A DAG's first branch has its tasks at the top; each further one `is_group`: its tasks lie in a
    group of the task's name, its working files in work/<batch>-<task>/.
    """
    # A path or a key goes from task to task, never data: a worker of the queue may be on another machine.
    work_name = f"{batch_id}-{task}" if is_group else batch_id
    work, models = f"{storage}/work/{work_name}", f"{storage}/models/{task}"
    texts, tokenized, predictions = f"{work}/{noun}", f"{work}/tokenized", f"{work}/predictions"
    version = f"{models}/{batch_id}"
    of_task: dict[str, Any] = {"text_task": task}
    on_ml_queue = of_task | {"queue": ML_QUEUE, "executor": "CeleryExecutor" if is_celery else None}

    with TaskGroup(group_id=task) if is_group else nullcontext():
        export = ExportTextsOperator(
            task_id=f"export_{noun}",
            run_ids=run_ids,
            target=texts,
            models_dir=models,
            options=options,
            **of_task,
        )
        tokenize = TokenizeOperator(
            task_id="tokenize",
            texts=texts,
            target=tokenized,
            tokenizers=f"{models}/tokenizers",
            options=options,
            pretrained=pretrained,
            **on_ml_queue,
        )
        train = TrainOperator(
            task_id="train",
            tokenized=tokenized,
            target=version,
            checkpoints=f"{work}/checkpoints",
            models_dir=models,
            options=options,
            pretrained=pretrained,
            execution_timeout=timedelta(hours=1),
            **on_ml_queue,
        )
        evaluate = EvaluateOperator(
            task_id="evaluate",
            model_dir=version,
            texts=texts,
            models_dir=models,
            report_dir=f"{storage}/reports/{task}/{batch_id}",
            **on_ml_queue,
        )
        promote = PromoteOperator(task_id="promote", models_dir=models, version=batch_id, **of_task)
        predict = PredictOperator(
            task_id="predict",
            models_dir=models,
            texts=texts,
            target=predictions,
            # also when too little was new to train on: the champion stands; not when nothing was exported
            trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
            **on_ml_queue,
        )
        store_predictions = StorePredictionsOperator(
            task_id="store_predictions", predictions=predictions, **of_task
        )
        clean_up = CleanUpOperator(
            task_id="clean_up",
            work_dir=f"{storage}/work",
            batch_id=work_name,
            trigger_rule=TriggerRule.NONE_FAILED,
        )
        chain(export, tokenize, train, evaluate, promote, predict, store_predictions, clean_up)
        export >> predict
        if isinstance(run_ids, XComArg):
            # A load that ends the run skips what follows it at once, and left nothing to clean up.
            for load, _ in run_ids.iter_references():
                load >> clean_up
        if is_celery:
            served = QueueCheckOperator(task_id="ml_queue_is_served", served_queue=ML_QUEUE, patience_s=40)
            export >> served >> tokenize
    return export
