"""The tasks that learn from a run's reviews, as a DAG has them: wired here, so that a DAG stays a page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import TriggerRule, chain

from workflow.plugins.operators.models.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.models.evaluate_operator import EvaluateOperator
from workflow.plugins.operators.models.export_reviews_operator import ExportReviewsOperator
from workflow.plugins.operators.models.predict_operator import PredictOperator
from workflow.plugins.operators.models.promote_operator import PromoteOperator
from workflow.plugins.operators.models.queue_check_operator import QueueCheckOperator
from workflow.plugins.operators.models.store_predictions_operator import StorePredictionsOperator
from workflow.plugins.operators.models.tokenize_operator import TokenizeOperator
from workflow.plugins.operators.models.train_operator import TrainOperator

if TYPE_CHECKING:
    from airflow.sdk import XComArg

ML_QUEUE = "ml_queue"


def rating_branch(
    run_ids: XComArg,
    batch_id: str,
    *,
    storage: str,
    options: dict[str, Any],
    pretrained: str | None,
    is_celery: bool,
) -> ExportReviewsOperator:
    """Make the tasks from export_reviews, which is returned, to clean_up, in the order in which they run.

    `batch_id` is a template of the version's name; `storage` a folder, or s3://bucket/prefix, that whoever
    runs the models' tasks reaches; `options` the fields of RatingOptions. With `is_celery` the models' tasks
    go to workers of ml_queue, once somebody serves it.
    """
    # A path or a key goes from task to task, never data: a worker of the queue may be on another machine.
    work, models = f"{storage}/work/{batch_id}", f"{storage}/models/rating"
    reviews, tokenized, predictions = f"{work}/reviews", f"{work}/tokenized", f"{work}/predictions"
    version = f"{models}/{batch_id}"
    on_ml_queue = {"queue": ML_QUEUE, "executor": "CeleryExecutor" if is_celery else None}

    export_reviews = ExportReviewsOperator(
        task_id="export_reviews",
        run_ids=run_ids,
        target=reviews,
        models_dir=models,
        max_reviews=options["max_reviews"],
    )
    tokenize = TokenizeOperator(
        task_id="tokenize",
        reviews=reviews,
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
        reviews_dir=reviews,
        models_dir=models,
        report_dir=f"{storage}/reports/rating/{batch_id}",
        **on_ml_queue,
    )
    promote = PromoteOperator(task_id="promote", models_dir=models, version=batch_id)
    predict = PredictOperator(
        task_id="predict",
        models_dir=models,
        reviews=reviews,
        target=predictions,
        # also when too little was new to train on: the champion stands; not when nothing was exported
        trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
        **on_ml_queue,
    )
    store_predictions = StorePredictionsOperator(task_id="store_predictions", predictions=predictions)
    clean_up = CleanUpOperator(
        task_id="clean_up",
        work_dir=f"{storage}/work",
        batch_id=batch_id,
        trigger_rule=TriggerRule.NONE_FAILED,
    )
    chain(export_reviews, tokenize, train, evaluate, promote, predict, store_predictions, clean_up)
    export_reviews >> predict
    if is_celery:
        served = QueueCheckOperator(task_id="ml_queue_is_served", served_queue=ML_QUEUE, patience_s=40)
        export_reviews >> served >> tokenize
    return export_reviews
