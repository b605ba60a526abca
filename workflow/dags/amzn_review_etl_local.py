"""
### Reviews from `uploaded/` into PostgreSQL, then into the rating model

Every two hours one run takes the files that wait and loads each review exactly once.

| task | what it does |
|---|---|
| **load** | a transaction a batch, rows and ledger; then its files go to `raw/`, bad ones to `quarantine/` |
| **load_climate** | the same for weather stations and days, beside all others; skipped when none wait |
| **warehouse_checks** | one task a fact about the rows that the run has loaded |
| **export_reviews** | what is new, what to learn from, what to judge by; skipped when nothing is new |
| **ml_queue_is_served** | only with EXECUTOR=celery: red when no worker takes from the queue |
| **tokenize, train, evaluate** | SentencePiece, TFRecord, ALBERT; `reports/rating/<version>/` |
| **promote** | better beyond chance: champion from now on; the log says why, or why not |
| **predict, store_predictions** | the stars of the new reviews by the champion, into `review_predictions` |
| **clean_up** | the working files go |

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
from workflow.plugins.operators.evaluate_operator import EvaluateOperator
from workflow.plugins.operators.export_reviews_operator import ExportReviewsOperator
from workflow.plugins.operators.load_callable import BATCH_ID, load_batches
from workflow.plugins.operators.load_climate_operator import LoadClimateOperator
from workflow.plugins.operators.predict_operator import PredictOperator
from workflow.plugins.operators.promote_operator import PromoteOperator
from workflow.plugins.operators.queue_check_operator import QueueCheckOperator
from workflow.plugins.operators.store_predictions_operator import StorePredictionsOperator
from workflow.plugins.operators.tokenize_operator import TokenizeOperator
from workflow.plugins.operators.train_operator import TrainOperator

settings = load_settings()
data_dir = str(settings.data_dir)
rating = settings.rating
options = {
    name: getattr(rating, name) for name in ("max_reviews", "epochs", "seed", "head", "checkpoint_seconds")
}
# A path or a key goes from task to task, never data: a worker of the queue may be on another machine.
work = f"{rating.storage}/work/{BATCH_ID}"
models = f"{rating.storage}/models/rating"
pretrained = str(rating.pretrained) if rating.pretrained else None
is_celery = settings.executor == "celery"
on_ml_queue = {"queue": "ml_queue", "executor": "CeleryExecutor" if is_celery else None}

with DAG(
    dag_id="amzn_review_etl_local",
    description="Reviews from uploaded/ into PostgreSQL, then into the rating model",
    doc_md=__doc__,
    # The first run of its own is at the next even hour, so that none begins beside `make local`: no start
    # date, and no time span in which the hour that has passed would count.
    schedule=CronTriggerTimetable("0 */2 * * *", timezone="UTC", run_immediately=timedelta(0)),
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
    LoadClimateOperator(
        task_id="load_climate",
        data_dir=data_dir,
        units=settings.climate.units,
        limits=asdict(settings.load),
    )
    export_reviews = ExportReviewsOperator(
        task_id="export_reviews",
        run_ids=load.output,
        target=f"{work}/reviews",
        models_dir=models,
        max_reviews=rating.max_reviews,
    )
    tokenize = TokenizeOperator(
        task_id="tokenize",
        reviews=f"{work}/reviews",
        target=f"{work}/tokenized",
        tokenizers=f"{models}/tokenizers",
        options=options,
        new_tokenizer=rating.new_tokenizer,
        pretrained=pretrained,
        **on_ml_queue,
    )
    train = TrainOperator(
        task_id="train",
        tokenized=f"{work}/tokenized",
        target=f"{models}/{BATCH_ID}",
        checkpoints=f"{work}/checkpoints",
        models_dir=models,
        options=options,
        pretrained=pretrained,
        execution_timeout=timedelta(hours=1),
        **on_ml_queue,
    )
    evaluate = EvaluateOperator(
        task_id="evaluate",
        model_dir=f"{models}/{BATCH_ID}",
        reviews_dir=f"{work}/reviews",
        models_dir=models,
        report_dir=f"{rating.storage}/reports/rating/{BATCH_ID}",
        **on_ml_queue,
    )
    promote = PromoteOperator(task_id="promote", models_dir=models, version=BATCH_ID)
    predict = PredictOperator(
        task_id="predict",
        models_dir=models,
        reviews=f"{work}/reviews",
        target=f"{work}/predictions",
        # also when too little was new to train on: the champion stands; not when nothing was exported
        trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
        **on_ml_queue,
    )
    store_predictions = StorePredictionsOperator(
        task_id="store_predictions", predictions=f"{work}/predictions"
    )
    clean_up = CleanUpOperator(
        task_id="clean_up",
        work_dir=f"{rating.storage}/work",
        batch_id=BATCH_ID,
        trigger_rule=TriggerRule.NONE_FAILED,
    )

    chain(
        load, checks("warehouse", load.output, "warehouse_checks"),
        export_reviews, tokenize, train, evaluate, promote, predict, store_predictions, clean_up,
    )  # fmt: skip
    export_reviews >> predict
    if is_celery:
        served = QueueCheckOperator(task_id="ml_queue_is_served", served_queue="ml_queue", patience_s=40)
        export_reviews >> served >> tokenize
