"""
### A model of a text task, trained on the labels that count now

Started by hand or by another program: the form asks for the task, and says what each field means.

| task | what it does |
|---|---|
| **export_labels** | labelled texts out of the warehouse, dealt out to the parts of the protocol |
| **ml_queue_is_served** | only with EXECUTOR=celery: red when no worker takes from the queue |
| **fit_rung** | one task a rung and seed, each in a process with a time and a memory; skipped ones say why |
| **out_of_fold** | with folds: the best rung's probabilities of all texts that it learns from |
| **judge** | the best rung by development data makes the version; the test part is opened, once |
| **promote** | better beyond chance: champion from now on; the log says why, or why not |
| **score_texts** | with rescore=yes: the champion scores what it has not scored yet |
| **clean_up** | the working files go |

The tasks on `ml_queue` spread over as many workers as serve it; workers share RATING_STORAGE and no other
folder. A task whose worker died runs again on another one; a rung whose result is there whole is not fitted
again, and a network goes on from its last state. A rung that breaks its limits, or lacks an encoder, is
skipped and named by judge; when no rung is left, judge is red. Whatever is red: mend the cause, then clear
the task; what follows it runs too. More: docs/text_versions.md.

With a bucket and a Redshift in the settings, labels come from Redshift and scores go there; else PostgreSQL.
One run at a time: a second one waits, as a version is judged beside the champion of its moment.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG

from settings import load_settings
from workflow.plugins.src.training_params import training_params, version_of
from workflow.plugins.task_groups.score_texts import score_texts
from workflow.plugins.task_groups.training_branch import training_branch
from workflow.sql_paths import POSTGRES, REDSHIFT

settings = load_settings()
task_dirs = [str(folder) for folder in settings.task_dirs]
both: dict[str, Any] = {
    "storage": settings.models_storage,
    "task_dirs": task_dirs,
    "switched_on": settings.tasks_switched_on,
    "encoders_dir": str(settings.encoders_dir),
    "sql": REDSHIFT if settings.has_aws else POSTGRES,
    "is_celery": settings.executor == "celery",
}

with DAG(
    dag_id="text_models_train",
    description="A model of a text task, from the labels that count now to the gate",
    doc_md=__doc__,
    schedule=None,  # a training is asked for
    catchup=False,
    max_active_runs=1,  # one writer: a second run waits
    params=training_params(task_dirs),
    user_defined_macros={"version_of": version_of},
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20)},
    tags=["texts", "models"],
):
    promote = training_branch("{{ version_of(dag_run) }}", **both)
    promote >> score_texts(
        only=["{{ params.task }}"],
        models_storage=settings.models_storage,
        chunk_texts=settings.score.chunk_texts,
        **both,
    )
