"""
### Reviews from `uploaded/` into PostgreSQL, then into the rating model

Every two hours one run takes the files that wait and loads each review exactly once. With STREAM=redis or
STREAM=kafka, a run also begins as soon as entries wait in that stream, and takes these too: docs/streams.md.

| task | what it does |
|---|---|
| **load** | a transaction a batch, rows and ledger; then its files go to `raw/`, bad ones to `quarantine/` |
| **load_climate** | the same for weather stations and days, beside all others; skipped when none wait |
| **load_documents** | the same for texts of other tasks, beside all others; skipped when none wait |
| **warehouse_checks** | one task a fact about the rows that the run has loaded |
| **export_reviews** | what is new, what to learn from, what to judge by; skipped when nothing is new |
| **ml_queue_is_served** | only with EXECUTOR=celery: red when no worker takes from the queue |
| **tokenize, train, evaluate** | SentencePiece, TFRecord, ALBERT; `reports/rating/<version>/` |
| **promote** | better beyond chance: champion from now on; the log says why, or why not |
| **predict, store_predictions** | the stars of the new reviews by the champion, into `review_predictions` |
| **clean_up** | the working files go |
| **score_texts** | champions of text models score what is new; skipped as long as no task has a champion |

If nothing waits, what follows load is skipped; with parameter rescore=yes, score_texts then scores all that
champions have not scored yet. The log of load holds the balance sheet of each batch:
`listed = loaded + duplicate + quarantined + held`. A batch that does not balance, or of which too much is
bad, turns load red with the numbers and leaves nothing in the tables; batches that came before it stay. When
a load dies, the next one finishes its batch: archives it if it was committed, loads it if it was not. Before
its first batch, load brings the tables up to date: docs/migrations.md.

A red check means that the fact in its name is false: its log shows the first rows and the statement. The rows
stay, and later runs go on. Whatever is red: mend the cause, then clear the task; what follows it runs too.
Where the numbers are: `amzn-review batches list`, or `select * from ingest_batches`.

**Archive and checks.** On PostgreSQL a batch is archived before its checks: its transaction has enforced the
keys, and `load` takes batch after batch, listing the next one when the files of this one have left
`uploaded/`. A red check holds no later batch up. On Redshift a batch is archived after its checks: no key is
enforced there, so the checks are the first proof. A red check keeps the objects in `uploaded/` and later
batches out until it is green. On both sides each row is loaded once and each original is kept.
"""

from dataclasses import asdict
from datetime import timedelta

from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.sdk import DAG, CronTriggerTimetable, chain

from settings import load_settings
from workflow.plugins.operators.load.check_operator import checks
from workflow.plugins.operators.load.load_climate_operator import LoadClimateOperator
from workflow.plugins.operators.load.load_documents_operator import LoadDocumentsOperator
from workflow.plugins.src.arrival_schedule import arrival_schedule
from workflow.plugins.src.load_batches import BATCH_ID, load_batches
from workflow.plugins.task_groups.score_texts import RESCORE, score_texts
from workflow.plugins.task_groups.text_branch import text_branch

settings = load_settings()
has_stream = settings.stream.kind != "none"
data_dir, limits, rating = str(settings.data_dir), asdict(settings.load), settings.rating
options = {
    name: getattr(rating, name) for name in ("max_reviews", "epochs", "seed", "head", "checkpoint_seconds")
}

with DAG(
    dag_id="amzn_review_etl_local",
    description="Reviews from uploaded/ into PostgreSQL, then into the rating model",
    doc_md=__doc__,
    # The first run of its own is at the next even hour, so that none begins beside `make local`: no start
    # date, and no time span in which the hour that has passed would count.
    schedule=arrival_schedule(
        CronTriggerTimetable("0 */2 * * *", timezone="UTC", run_immediately=timedelta(0)),
        has_stream=has_stream,
    ),
    catchup=False,
    max_active_runs=1,  # a run takes whatever waits: a second one would only wait for its lock
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20)},
    params={"rescore": RESCORE},
    tags=["reviews", "local"],
):
    load = ShortCircuitOperator(
        task_id="load",
        python_callable=load_batches,
        op_kwargs={"data_dir": data_dir, "limits": limits, "has_stream": has_stream},
        ignore_downstream_trigger_rules=False,  # score_texts goes on
    )
    LoadClimateOperator(
        task_id="load_climate", data_dir=data_dir, units=settings.climate.units, limits=limits
    )
    load_documents = LoadDocumentsOperator(task_id="load_documents", data_dir=data_dir, limits=limits)
    export_reviews = text_branch(
        "rating",
        load.output,
        BATCH_ID,
        storage=rating.storage,
        options=options,
        pretrained=str(rating.pretrained) if rating.pretrained else None,
        is_celery=settings.executor == "celery",
        noun="reviews",
    )
    scores = score_texts(
        loads=["load", "load_documents"],
        storage=rating.storage,
        models_storage=settings.models_storage,
        task_dirs=[str(folder) for folder in settings.task_dirs],
        switched_on=settings.tasks_switched_on,
        encoders_dir=str(settings.encoders_dir),
        chunk_texts=settings.score.chunk_texts,
        is_celery=settings.executor == "celery",
    )
    warehouse_checks = checks("warehouse", load.output, "warehouse_checks")
    chain(load, warehouse_checks, export_reviews)
    [warehouse_checks, load_documents] >> scores
