"""
### New posts of the declared sources into `uploaded/documents/`

Every hour one run asks each source that `DATA_DIR/sources/` declares for what is new. Paused until somebody
has declared one and read its provider's terms: docs/collecting.md.

| task | what it does |
|---|---|
| **declared_sources** | reads which sources there are; skips the rest when there is none |
| **collect** | one task a source: pages, each committed with the place to go on from |
| **honour_deletions** | posts that a source has deleted leave the warehouse, with labels and scores |

What was collected waits for the next run of the DAG that loads. A source that is down, or asks for a longer
wait than a run may take, ends its task with a sentence; the next run goes on from there, and no post is lost
or doubled. A task that is killed can be cleared at any time. Tokens come from the environment of the command
that starts Airflow, by variables that begin with `COLLECT_TOKEN_`. `amzn-review documents sources` shows how
far each source was collected.
"""

from datetime import timedelta

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, CronTriggerTimetable

from settings import load_settings
from workflow.plugins.operators.load.collect_operator import CollectOperator
from workflow.plugins.operators.load.honour_deletions_operator import HonourDeletionsOperator
from workflow.plugins.src.declared_sources import declared_sources

settings = load_settings()
data_dir, is_bucket = str(settings.data_dir), settings.storage == "s3"
folders = [str(folder) for folder in settings.source_dirs]

with DAG(
    dag_id="documents_collect",
    description="New posts of the declared sources into uploaded/documents/",
    doc_md=__doc__,
    # At every full hour; the hour that has passed does not count.
    schedule=CronTriggerTimetable("0 * * * *", timezone="UTC", run_immediately=timedelta(0)),
    catchup=False,
    is_paused_upon_creation=True,
    max_active_runs=1,  # a source has one collector: a second run would only find it busy
    default_args={"retries": 1, "retry_delay": timedelta(minutes=5)},
    tags=["documents"],
):
    sources = PythonOperator(
        task_id="declared_sources", python_callable=declared_sources, op_kwargs={"folders": folders}
    )
    collect = CollectOperator.partial(
        task_id="collect",
        folders=folders,
        task_folders=[str(folder) for folder in settings.task_dirs],
        data_dir=data_dir,
        is_bucket=is_bucket,
        max_active_tis_per_dagrun=2,
        map_index_template="{{ task.source }}",
    ).expand(source=sources.output)
    # Also when one of the sources is down.
    honour_deletions = HonourDeletionsOperator(
        task_id="honour_deletions", data_dir=data_dir, is_bucket=is_bucket, trigger_rule="all_done"
    )
    collect >> honour_deletions
