"""The tasks by which champions score texts, wired here, so that a DAG stays a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from airflow.sdk import Param, TaskGroup, TriggerRule, task_group

from workflow.plugins.operators.load.check_operator import checks
from workflow.plugins.operators.models.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.models.plan_scores_operator import PlanScoresOperator
from workflow.plugins.operators.models.queue_check_operator import QueueCheckOperator
from workflow.plugins.operators.models.score_texts_operator import ScoreTextsOperator
from workflow.plugins.operators.models.store_scores_operator import StoreScoresOperator
from workflow.plugins.task_groups.text_branch import ML_QUEUE
from workflow.sql_paths import POSTGRES

if TYPE_CHECKING:
    from amzn_review.sql_catalog import SqlCatalog

RESCORE = Param(
    "no", enum=["no", "yes"], description="Whether champions score all texts that they have not scored yet."
)
# A run's id as the name of a folder, which a bucket's key and a file system take.
WORK_NAME = "scores-{{ run_id | replace(':', '-') | replace('+', '-') }}"


def score_texts(
    *,
    loads: Sequence[str] = (),
    rescore: str = "{{ params.rescore }}",
    only: Sequence[str] = (),
    storage: str,
    models_storage: str,
    task_dirs: Sequence[str],
    switched_on: Sequence[str] = (),
    encoders_dir: str,
    chunk_texts: int,
    sql: SqlCatalog = POSTGRES,
    is_celery: bool = False,
    group_id: str = "score_texts",
) -> TaskGroup:
    """Make the group: plan, then for each chunk score and store, then checks and clean_up.

    The group begins when all before it has ended and nothing has failed: what was skipped holds it not up.
    Texts are the new ones of the runs that tasks `loads` return (lists of run ids), or with `rescore` "yes",
    a template, all that a champion has not scored. `only` names tasks, else all that are enabled. Chunks lie
    in work/ of `storage`, versions in models/<task> of `models_storage`: folders, or s3://bucket/prefix,
    which every worker reaches. The rest: see the operators.
    """
    on_ml_queue = {"queue": ML_QUEUE, "executor": "CeleryExecutor" if is_celery else None}
    with TaskGroup(group_id=group_id) as group:
        plan = PlanScoresOperator(
            task_id="plan",
            loads=loads,
            rescore=rescore,
            only=only,
            work=f"{storage}/work/{WORK_NAME}",
            models_storage=models_storage,
            task_dirs=task_dirs,
            switched_on=switched_on,
            chunk_texts=chunk_texts,
            sql=sql,
            trigger_rule=TriggerRule.NONE_FAILED,
        )

        @task_group(group_id="chunk")
        def of_chunk(chunk: str) -> None:
            score = ScoreTextsOperator(task_id="score", chunk=chunk, encoders_dir=encoders_dir, **on_ml_queue)
            StoreScoresOperator(task_id="store", answers=score.output, sql=sql)

        chunks = of_chunk.expand(chunk=plan.output)
        checked = checks("scores", ["{{ run_id }}"], "checks", sql=sql)
        clean_up = CleanUpOperator(task_id="clean_up", work_dir=f"{storage}/work", batch_id=WORK_NAME)
        chunks >> checked >> clean_up
        if is_celery:
            served = QueueCheckOperator(task_id="ml_queue_is_served", served_queue=ML_QUEUE, patience_s=40)
            plan >> served >> chunks
    return group
