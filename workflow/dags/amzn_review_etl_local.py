"""
### Reviews from `uploaded/` into PostgreSQL, then into the rating model

Every two hours one run takes the files that wait and loads each review exactly once.

| task | what it does |
|---|---|
| **freeze_batch** | lists the waiting files in a manifest; if nothing waits, the rest is skipped |
| **stage** | reads a source (a review category, or the product metadata) into its staging table |
| **staging_checks** | one task a fact about the staged rows |
| **load_users, load_products, load_time** | the dimensions; an unknown product gets a placeholder |
| **load_reviews** | the new reviews and the batch's row in `ingest_batches`, in one transaction |
| **warehouse_checks** | one task a fact about the loaded rows |
| **archive** | files move to `raw/<batch>/`, unreadable ones to `quarantine/<reason>/<batch>/` |
| **export_reviews** | the reviews to train on, new ones first; skipped when the batch brought none |
| **tokenize, train** | SentencePiece, TFRecord, ALBERT; `models/rating/<batch>/metrics.json` |
| **clean_up** | staged rows and working files go, those of earlier failed runs too |

A red check means that the fact in its name is false: its log shows the first rows and the statement.
A batch that is not archived yet when a run fails is finished by the next run, before anything new is
listed. Once it is archived it is loaded for good: what failed after that (export, tokenize, train) holds no
loading up; clear the run from export_reviews on to repeat it, or let the next batch train on both.
Where the numbers are: `select * from ingest_batches`.
"""

from datetime import UTC, datetime, timedelta

from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.sdk import DAG, TriggerRule, chain

from settings import load_settings
from workflow.plugins.operators.archive_operator import ArchiveOperator
from workflow.plugins.operators.check_operator import checks
from workflow.plugins.operators.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.export_reviews_operator import ExportReviewsOperator
from workflow.plugins.operators.freeze_batch_callable import BATCH_ID, freeze_batch
from workflow.plugins.operators.sql_file_operator import SqlFileOperator
from workflow.plugins.operators.stage_operator import StageOperator
from workflow.plugins.operators.tokenize_operator import TokenizeOperator
from workflow.plugins.operators.train_operator import TrainOperator

settings = load_settings()
data_dir = str(settings.data_dir)
work_dir = f"{data_dir}/work/{BATCH_ID}"
rating = settings.rating
rating_options = {"max_reviews": rating.max_reviews, "epochs": rating.epochs, "seed": rating.seed}

with DAG(
    dag_id="amzn_review_etl_local",
    description="Reviews from uploaded/ into PostgreSQL, then into the rating model",
    doc_md=__doc__,
    schedule="0 */2 * * *",  # every second hour, on the hour, UTC
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,  # a batch is whatever waits: two runs would list the same files
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20)},
    tags=["reviews", "local"],
):
    freeze = ShortCircuitOperator(
        task_id="freeze_batch", python_callable=freeze_batch, op_kwargs={"data_dir": data_dir}
    )
    stage = StageOperator.partial(
        task_id="stage", data_dir=data_dir, batch_id=BATCH_ID, map_index_template="{{ task.source }}"
    ).expand(source=freeze.output)
    dimensions = [
        SqlFileOperator(task_id=f"load_{name}", sql_file=f"load/{name}.sql", batch_id=BATCH_ID)
        for name in ("users", "products", "time")
    ]
    load_reviews = SqlFileOperator(task_id="load_reviews", sql_file="load/reviews.sql", batch_id=BATCH_ID)
    archive = ArchiveOperator(task_id="archive", data_dir=data_dir, batch_id=BATCH_ID)
    export_reviews = ExportReviewsOperator(
        task_id="export_reviews",
        batch_id=BATCH_ID,
        target=f"{work_dir}/reviews.parquet",
        max_reviews=rating.max_reviews,
    )
    tokenize = TokenizeOperator(
        task_id="tokenize",
        corpus=f"{work_dir}/reviews.parquet",
        target=f"{work_dir}/tokenized",
        options=rating_options,
        retries=1,
    )
    train = TrainOperator(
        task_id="train",
        tokenized=f"{work_dir}/tokenized",
        target=f"{data_dir}/models/rating/{BATCH_ID}",
        options=rating_options,
        retries=1,
        execution_timeout=timedelta(hours=1),
    )
    clean_up = CleanUpOperator(
        task_id="clean_up", work_dir=f"{data_dir}/work", trigger_rule=TriggerRule.NONE_FAILED
    )

    chain(
        freeze, stage, checks("staging", BATCH_ID, "staging_checks"),
        dimensions, load_reviews, checks("warehouse", BATCH_ID, "warehouse_checks"),
        archive, export_reviews, tokenize, train, clean_up,
    )  # fmt: skip
