"""`amzn-review local`: the main job on this machine, and its services."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from console.command_errors import reporting_errors
from settings import load_settings


@click.group()
def local() -> None:
    """Run the whole pipeline on this machine."""


@local.command()
@click.option(
    "--reviews", multiple=True, type=click.Path(path_type=Path), help="File of reviews; repeatable."
)
@click.option("--products", multiple=True, type=click.Path(path_type=Path), help="File of product metadata.")
@click.option("--demo", is_flag=True, help="Make a demo corpus up, whatever is there already.")
def run(reviews: tuple[Path, ...], products: tuple[Path, ...], *, demo: bool) -> None:
    """Start the services, bring reviews in, run the DAG to its end and print a summary.

    Without --reviews: the files that the variable REVIEWS names, as `make local` passes them; else what lies
    in DATA_DIR, or a demo corpus if folder, bucket and warehouse are all empty. DEMO=1 is the same as --demo.
    The last line is JSON.

    \b
    Example:
        amzn-review local run --reviews All_Beauty_5.json.gz
        amzn-review local run --demo
    """
    from console.steps import Steps
    from make_local.local_run import LocalRun

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        job = LocalRun(
            settings,
            reviews or _files_of("REVIEWS", settings.environment),
            products or _files_of("PRODUCTS", settings.environment),
            demo or _is_demo_asked(settings.environment),
        )
        summary = job.run(Steps())
        click.echo(summary.text())
        click.echo(summary.json_line())


def _files_of(variable: str, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The files that a variable names, separated by spaces; quotes as in a shell, nothing else as there."""
    value = environment.get(variable, "")
    try:
        return tuple(Path(word) for word in shlex.split(value))
    except ValueError as error:
        raise ValueError(
            f"{variable} is {value!r}: {error}; expected file names separated by spaces, "
            "each with spaces or quotes of its own in quotes."
        ) from error


def _is_demo_asked(environment: Mapping[str, str]) -> bool:
    value = environment.get("DEMO", "").strip()
    if value not in ("", "0", "1"):
        raise ValueError(
            f"DEMO is {value!r}; expected 1, which makes a demo corpus up whatever is there, or 0 or nothing."
        )
    return value == "1"


@local.command("start-worker")
@click.option("--queue", default="ml_queue", show_default=True, help="The queue that it takes tasks from.")
def start_worker(queue: str) -> None:
    """Start a worker of the models' queue, and the embedded broker and databases if it needs them.

    On another machine, REDIS_HOST, AIRFLOW__CELERY__RESULT_BACKEND, AIRFLOW__CORE__EXECUTION_API_SERVER_URL
    and RATING_STORAGE say where everything is: see docs/queue.md.

    \b
    Example:
        amzn-review local start-worker --queue ml_queue
    """
    from console.steps import Steps
    from make_local.worker_start import start_queue_worker

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        start_queue_worker(settings, queue, Steps())
    click.echo(f"A worker takes tasks from {queue}. make stop-worker ends it.")


@local.command()
def stop() -> None:
    """Stop PostgreSQL, the broker, the stand-ins, Airflow's parts and workers; data and models stay.

    \b
    Example:
        amzn-review local stop
    """
    from console.steps import Steps
    from services.airflow.airflow_parts import stop_airflow
    from services.aws.redshift_server import stop_redshift_stand_in
    from services.aws.s3_server import stop_embedded_s3
    from services.postgres.databases import stop_embedded_server
    from services.queue.queue_addresses import stop_embedded_broker

    settings = load_settings()
    steps = Steps()
    with reporting_errors(settings.data_dir):
        with steps.step("airflow", "Stopping Airflow"):
            stop_airflow(settings)
        with steps.step("broker", "Stopping Valkey"):
            stop_embedded_broker(settings)
        with steps.step("stand-ins", "Stopping the stand-ins of Redshift and S3"):
            stop_redshift_stand_in(settings)
            stop_embedded_s3(settings)
        if settings.postgres.is_embedded:
            with steps.step("postgres", "Stopping PostgreSQL"):
                stop_embedded_server(settings)
