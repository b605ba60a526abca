"""
### Reviews, products and climate from S3 into Amazon Redshift

Once a day, one run takes the objects that wait below `uploaded/` and loads each record exactly once.

| task | what it does |
|---|---|
| **wait_for_objects** | waits in the triggerer, no slot is held; skipped when nothing arrives in 20 hours |
| **freeze** | lists what is new into `manifests/open/`; a batch that was left open is finished first |
| **pack** | reads each object once: rows into `copy/`, originals into `raw/`, both in large objects |
| **stage** | COPY by manifest, jsonpaths and the cluster's role, one task a kind of rows |
| **load** | one transaction: dimensions, facts, quarantine, ledger |
| **warehouse_checks** | one task a fact about the rows that the run has loaded |
| **archive** | bad ones to `quarantine/`, what `raw/` holds leaves `uploaded/`, the manifest is closed |
| **export_reviews** | does nothing; with AWS_TRAINING=yes: new reviews to `training/`, to train on |
| **load_documents** | texts of other tasks, when the batch is in its archive; skipped when none wait |
| **score_texts** | champions of text models score what is new; skipped as long as no task has a champion |

If nothing waits, all is skipped; with parameter rescore=yes, score_texts then scores all that champions have
not scored yet. A run that is started by hand does not wait. The log of load holds the balance sheet:
`listed = loaded + duplicate + quarantined + held`. A batch that does not balance, or of which
too much is bad, turns its task red with the numbers and leaves nothing in the tables. Rows that COPY refuses
are set aside as `warehouse-refused`, with what Redshift says of them.

Before it copies, stage brings the tables up to date: docs/migrations.md.

Every task can be cleared and runs again: what it did before is found and not done twice. When a run dies, the
next one finishes its batch. A red check means that the fact in its name is false; nothing is archived then.
Fix the cause, and clear the check: what follows it runs too. More: docs/aws.md.

**Archive and checks.** On PostgreSQL a batch is archived before its checks: its transaction has enforced the
keys, and `load` takes batch after batch, listing the next one when the files of this one have left
`uploaded/`. A red check holds no later batch up. On Redshift a batch is archived after its checks: no key is
enforced there, so the checks are the first proof. A red check keeps the objects in `uploaded/` and later
batches out until it is green. On both sides each row is loaded once and each original is kept.
"""

from dataclasses import asdict
from datetime import timedelta

from airflow.providers.standard.operators.python import ShortCircuitOperator
from airflow.sdk import DAG, CronTriggerTimetable, TaskGroup, TriggerRule, chain

from settings import load_settings
from workflow.plugins.operators.load.archive_operator import ArchiveOperator
from workflow.plugins.operators.load.check_operator import checks
from workflow.plugins.operators.load.load_batch_operator import LoadBatchOperator
from workflow.plugins.operators.load.load_bucket_documents_operator import LoadBucketDocumentsOperator
from workflow.plugins.operators.load.pack_operator import PackOperator
from workflow.plugins.operators.load.stage_operator import StageOperator
from workflow.plugins.operators.load.wait_for_objects_operator import WaitForObjectsOperator
from workflow.plugins.operators.models.export_batch_operator import ExportBatchOperator
from workflow.plugins.src.freeze_batch import freeze_batch
from workflow.plugins.task_groups.score_texts import RESCORE, score_texts
from workflow.sql_paths import REDSHIFT

settings = load_settings()
limits = asdict(settings.load)

with DAG(
    dag_id="amzn_review_etl_aws",
    description="Reviews, products and climate from S3 into Amazon Redshift",
    doc_md=__doc__,
    # The first run of its own is at the next midnight: no start date, and no hour that has passed counts.
    # None where no bucket or no Redshift is known: it would only turn red.
    schedule=CronTriggerTimetable("0 0 * * *", timezone="UTC", run_immediately=timedelta(0))
    if settings.has_aws
    else None,
    catchup=False,
    max_active_runs=1,  # a batch takes whatever waits: a second run would only wait for its turn
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20)},
    params={"rescore": RESCORE},
    tags=["reviews", "aws"],
):
    wait_for_objects = WaitForObjectsOperator(task_id="wait_for_objects", patience=timedelta(hours=20))
    freeze = ShortCircuitOperator(
        task_id="freeze",
        python_callable=freeze_batch,
        op_kwargs={"limits": limits},
        ignore_downstream_trigger_rules=False,  # load_documents and score_texts go on
    )
    pack = PackOperator(
        task_id="pack", batch_id=freeze.output, limits=limits, climate_units=settings.climate.units
    )
    with TaskGroup(group_id="stage") as stage:
        for kind in ("reviews", "products", "climate", "stations", "rejections"):
            StageOperator(task_id=kind, batch_id=freeze.output, kind=kind)
    load = LoadBatchOperator(task_id="load", batch_id=freeze.output, limits=limits)
    archive = ArchiveOperator(task_id="archive", batch_id=freeze.output)
    export_reviews = ExportBatchOperator(
        text_task="rating",
        task_id="export_reviews",
        batch_id=freeze.output,
        is_on=settings.aws_training,
        options={"max_reviews": settings.rating.max_reviews},
        queue="ml_queue",
        executor="CeleryExecutor" if settings.executor == "celery" else None,
    )
    load_documents = LoadBucketDocumentsOperator(
        task_id="load_documents", limits=limits, trigger_rule=TriggerRule.NONE_FAILED
    )
    scores = score_texts(
        loads=["load", "load_documents"],
        storage=settings.rating.storage,
        models_storage=settings.models_storage,
        task_dirs=[str(folder) for folder in settings.task_dirs],
        switched_on=settings.tasks_switched_on,
        encoders_dir=str(settings.encoders_dir),
        chunk_texts=settings.score.chunk_texts,
        sql=REDSHIFT,
        is_celery=settings.executor == "celery",
    )

    chain(
        wait_for_objects, freeze, pack, stage, load,
        checks("warehouse", load.output, "warehouse_checks", sql=REDSHIFT), archive, export_reviews,
    )  # fmt: skip
    chain(archive, load_documents, scores)
