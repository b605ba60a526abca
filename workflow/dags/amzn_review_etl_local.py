"""
### Reviews from `uploaded/` into PostgreSQL, then into the rating model

Every two hours one run takes the files that wait and loads each review exactly once.

| task | what it does |
|---|---|
| **load** | a transaction a batch, rows and ledger; then its files go to `raw/`, bad ones to `quarantine/` |
| **warehouse_checks** | one task a fact about the rows that the run has loaded |
| **export_reviews** | the reviews to train on, new ones first; skipped when the run brought none |
| **tokenize, train** | SentencePiece, TFRecord, ALBERT; `models/rating/<the last batch>/metrics.json` |
| **clean_up** | the working files go, those of earlier failed runs too |

If nothing waits, what follows load is skipped. Its log holds the balance sheet of each batch:
`listed = loaded + duplicate + quarantined + held`. A batch that does not balance, or of which too much is
bad, turns load red with the numbers and leaves nothing in the tables; batches that came before it stay. When
a load dies, the next one finishes its batch: archives it if it was committed, loads it if it was not.

A red check means that the fact in its name is false: its log shows the first rows and the statement. The rows
stay, and later runs go on. Whatever is red: mend the cause, then clear the task; what follows it runs too.
Where the numbers are: `amzn-review batches list`, or `select * from ingest_batches`.
"""

from dataclasses import asdict
from datetime import timedelta

from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.sdk import DAG, CronTriggerTimetable, TriggerRule, chain

from settings import load_settings
from workflow.plugins.operators.check_operator import checks
from workflow.plugins.operators.clean_up_operator import CleanUpOperator
from workflow.plugins.operators.export_reviews_operator import ExportReviewsOperator
from workflow.plugins.operators.load_callable import BATCH_ID, load_batches
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
    # without a start date, the first run of its own is at the next even hour: none begins beside `make local`
    schedule=CronTriggerTimetable("0 */2 * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,  # a run takes whatever waits: a second one would only wait for its lock
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20)},
    tags=["reviews", "local"],
):
    load = ShortCircuitOperator(
        task_id="load",
        python_callable=load_batches,
        op_kwargs={"data_dir": data_dir, "limits": asdict(settings.load)},
    )
    export_reviews = ExportReviewsOperator(
        task_id="export_reviews",
        run_ids=load.output,
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
        load, checks("warehouse", load.output, "warehouse_checks"),
        export_reviews, tokenize, train, clean_up,
    )  # fmt: skip
