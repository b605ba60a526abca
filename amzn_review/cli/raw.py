"""`amzn-review raw`: files as they came, out of the archive."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

import click

from amzn_review.cli.warehouse_connection import local_option
from amzn_review.data_layout import DataLayout
from console.command_errors import reporting_errors
from settings import load_settings
from storage.atomic_file import atomic_file


@click.group()
def raw() -> None:
    """The archive of loaded files."""


@raw.command("list")
@local_option
@click.argument("batch_id", metavar="[BATCH]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def list_files(batch_id: str | None, *, as_json: bool) -> None:
    """Print the key of each archived file, of one batch or of all with the batch's name before it.

    \b
    Example:
        amzn-review raw list 20260117T101500123-1f2e3d4c
    """
    from amzn_review.archive.raw_listing import archived_batches, archived_keys

    settings = load_settings()
    layout = DataLayout(settings.data_dir)
    with reporting_errors(settings.data_dir):
        batches = archived_batches(layout)
    if batch_id is not None and batch_id not in batches:
        raise click.ClickException(
            f"The archive holds no batch {batch_id!r}: see `amzn-review batches list`."
        )
    for batch in batches if batch_id is None else [batch_id]:
        with reporting_errors(settings.data_dir):
            keys = list(archived_keys(layout, batch))
        for key in keys:
            if as_json:
                click.echo(json.dumps({"batch_id": batch, "key": key}))
            else:
                click.echo(key if batch_id else f"{batch}  {key}")


@raw.command()
@local_option
@click.argument("key")
@click.option("--batch", "batch_id", help="The batch that archived it, where several did.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="A new file. Default: standard output."
)
def extract(key: str, batch_id: str | None, output: Path | None) -> None:
    """Write the file that came as KEY, byte for byte: gzip, as a rule.

    \b
    Example:
        amzn-review raw extract reviews/all_beauty/1a2b3c.json.gz | zcat
    """
    from amzn_review.archive.raw_listing import holders, open_archived

    if output is None and sys.stdout.isatty():
        raise click.UsageError(
            "The bytes are not for a terminal: add --output FILE, or a pipe such as | zcat."
        )
    settings = load_settings()
    layout = DataLayout(settings.data_dir)
    with reporting_errors(settings.data_dir):
        content = open_archived(layout, _the_one(holders(layout, key, batch_id), key), key)
    with content:
        if output is None:
            shutil.copyfileobj(content, sys.stdout.buffer)
            return
        with reporting_errors(settings.data_dir):
            _write_new(output.absolute(), content)


def _the_one(batches: list[str], key: str) -> str:
    if not batches:
        raise click.ClickException(f"The archive holds no file {key!r} there: see `amzn-review raw list`.")
    if len(batches) > 1:
        raise click.ClickException(
            f"{len(batches)} batches archived {key!r}: {', '.join(batches)}. Choose one with --batch."
        )
    return batches[0]


def _write_new(target: Path, content: BinaryIO) -> None:
    """Write a file that appears whole, and not over another."""
    try:
        with atomic_file(target, overwrite=False) as partial, partial.open("wb") as file:
            shutil.copyfileobj(content, file)
    except FileExistsError as error:
        raise click.ClickException(f"{target} is there already: choose another name.") from error
