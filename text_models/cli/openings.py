"""Writing down that test texts were opened, and telling how often they were before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from text_models.cli.registry_connection import open_registry

if TYPE_CHECKING:
    from settings import Settings
    from text_models.versions.registry import Registry


def tell_opening(
    settings: Settings, task: str, *, by: str, files: Sequence[Path], rows: int, models: Sequence[str]
) -> None:
    """Tell the registry that command `by` opened `rows` test texts, out of `files`, for `models`.

    A comparison needs no server, so without a registry it is said that none knows of it.
    """
    from services.service_error import ServiceError

    try:
        registry = open_registry(settings, task)
    except ServiceError as error:
        click.echo(f"The registry was not told that the test texts were opened: {error}", err=True)
    else:
        note_opening(registry, by=by, files=files, rows=rows, models=models)


def note_opening(
    registry: Registry, *, by: str, files: Sequence[Path], rows: int, models: Sequence[str]
) -> None:
    """Write it into a registry that is open; what was opened before is told on stderr."""
    from text_models.corpus.split import Part
    from text_models.training.data_file import DataFile
    from text_models.versions.events.opening import OpenedFile, Opening, earlier_openings

    found = [DataFile.of(file, Part.TEST) for file in files]
    opened = [OpenedFile(file.name, file.sha256) for file in found]
    if earlier := earlier_openings(registry.openings(), opened):
        times = "once" if len(earlier) == 1 else f"{len(earlier)} times"
        click.echo(
            f"Test texts out of these files were opened {times} before, last on {earlier[-1].at[:10]} by "
            f"{earlier[-1].by}: whoever chose by what they saw then has figures that flatter.",
            err=True,
        )
    registry.note_opening(Opening.now(by, rows, opened, models))
