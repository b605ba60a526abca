"""`amzn-review documents sources`: what is declared, and how far it was collected."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from amzn_review.cli.documents.collect import place_of
from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amzn_review.collecting.source_status import SourceStatus

_HEADER = ("source", "task", "pages", "posts", "deleted", "up to", "reached at")


@click.command(
    epilog="""
    `up to` is the mark of the newest post that is collected, `reached at` when that was, UTC. What is wrong
    with a source's file, or that its token is not set, goes to stderr.

    \b
    Example:
        amzn-review documents sources
        amzn-review documents sources --json
    """
)
@click.option("--redshift", is_flag=True, help="What was collected into the bucket.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def sources(*, redshift: bool, as_json: bool) -> None:
    """List the declared sources and their state."""
    from amzn_review.collecting.source_files import source_names
    from amzn_review.collecting.source_status import source_statuses

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        place = place_of(settings, redshift=redshift)
        found = list(source_statuses(settings.source_dirs, settings.task_dirs, settings.environment, place))
    if as_json:
        click.echo(json.dumps([asdict(status) for status in found]))
        return
    presets, own = settings.source_dirs
    if not found:
        names = ", ".join(source_names(presets))
        click.echo(f"No source is declared in {own}; the presets are {names}: docs/collecting.md.", err=True)
        return
    _print(found)


def _print(found: Sequence[SourceStatus]) -> None:
    rows = [
        (it.name, it.task or "?", it.pages, it.posts, it.deleted, it.mark or "-", it.mark_at or "-")
        for it in found
    ]
    click.echo(plain_table(_HEADER, rows))
    for status in found:
        if status.fault:
            click.echo(status.fault, err=True)
