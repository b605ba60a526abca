"""`text-models serve`: the scoring service."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from text_models.cli.model_settings import load_model_settings

if TYPE_CHECKING:
    from scoring_service.attributes.scoring_file import ScoringChoices
    from scoring_service.http.scoring_service import ScoringService
    from scoring_service.scoring.model_shelf import ModelShelf
    from settings import Settings
    from text_models.tasks.task import Task

# One text a call: threads of a library would wait for each other.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port. Default: SCORING_PORT, 8600.")
@click.option("--tls-cert", type=FILE, help="Certificate chain, PEM; with --tls-key.")
@click.option("--tls-key", type=FILE, help="Its private key, PEM.")
def serve(host: str, port: int | None, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Answer Perspective's clients from the champions.

    Listens until it is interrupted. What answers which attribute stands in settings/scoring.toml, over which
    scoring.toml in DATA_DIR is laid. While `text-models keys` has made no key, only this machine is
    answered. A promotion is followed within a second, without a restart.

    \b
    Example:
        text-models serve --port 8600
    """
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("Give --tls-cert and --tls-key together.")
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    import uvicorn

    from scoring_service.http.asgi_app import ScoringApp

    settings = load_model_settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.INFO)
    with reporting_errors(settings.data_dir):
        app = ScoringApp(open_service(settings))
        # access_log would write the query string, with its key; a proxy's word for the client is not taken.
        uvicorn.run(
            app, host=host, port=settings.scoring_port if port is None else port,
            log_config=None, access_log=False, proxy_headers=False,
            server_header=False, lifespan="on", ssl_certfile=tls_cert, ssl_keyfile=tls_key,
            timeout_graceful_shutdown=10,
        )  # fmt: skip


def open_service(settings: Settings) -> ScoringService:
    """Return the service that the settings mean, not started. Raises SentenceError, OSError, ValueError."""
    from scoring_service.attributes.old_scale import OldScale
    from scoring_service.http.access import Access
    from scoring_service.http.scoring_service import Learning, ScoringService
    from scoring_service.learning.delivery import Delivery
    from scoring_service.learning.spool import SuggestionSpool
    from services.postgres.databases import warehouse_address

    choices, tasks, shelf = open_shelf(settings)
    spool = SuggestionSpool(settings.scoring_dir / "suggestions")
    delivery = Delivery(spool, warehouse_address(settings).transaction, settings.sql_dir)
    return ScoringService(
        choices,
        tasks,
        shelf,
        Access(settings.scoring_dir / "keys.json", choices.requests_a_minute, choices.suggestions_a_day),
        Learning(spool, delivery),
        old_scale=OldScale.read(old_scale_file(settings)) if choices.uses_old_scale else None,
    )


def open_shelf(settings: Settings) -> tuple[ScoringChoices, dict[str, Task], ModelShelf]:
    """Return what the site chose, the tasks declared, and the models that answer, of which none is loaded.

    Raises SentenceError.
    """
    from scoring_service.attributes.scoring_file import ScoringFileError, read_choices
    from scoring_service.scoring.model_shelf import ModelShelf
    from text_models.tasks.task_files import read_tasks

    if settings.models_storage.startswith("s3://"):
        raise ScoringFileError(
            f"The models lie in {settings.models_storage}: the service reads them from a folder alone. "
            "Copy models/ to a folder and name that in RATING_STORAGE."
        )
    tasks = read_tasks(settings.task_dirs)
    choices = read_choices(settings.scoring_files, tasks)
    answering = {name: tasks[name] for name in choices.table.tasks()}
    return choices, tasks, ModelShelf(Path(settings.models_storage) / "models", answering)


def old_scale_file(settings: Settings) -> Path:
    """Return the file of the maps to the old scale."""
    return settings.scoring_dir / "old_scale.json"
