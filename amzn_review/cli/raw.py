"""`amzn-review raw`: files as they came, out of the archive."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import click

from amzn_review.cli.warehouse_connection import local_option
from amzn_review.data_layout import DataLayout
from console.command_errors import reporting_errors
from settings import Settings, load_settings
from storage.atomic_file import atomic_file

_bucket_option = click.option("--bucket", "in_bucket", is_flag=True, help="The archive in the bucket.")


class _Archive(Protocol):
    """The archive of one side."""

    def batches(self) -> list[str]:
        """The batches that it holds files of."""

    def keys(self, batch_id: str) -> Iterator[str]:
        """The keys of a batch's files."""

    def holders(self, key: str, among: str | None = None) -> list[str]:
        """The batches that archived a file of this key; of one batch if `among`."""

    def open(self, batch_id: str, key: str) -> BinaryIO:
        """The bytes of one file, as they came."""


@click.group()
def raw() -> None:
    """The archive of loaded files."""


@raw.command("list")
@local_option
@_bucket_option
@click.argument("batch_id", metavar="[BATCH]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def list_files(batch_id: str | None, *, in_bucket: bool, as_json: bool) -> None:
    """Print the key of each archived file, of one batch or of all with the batch's name before it.

    \b
    Example:
        amzn-review raw list 20260117T101500123-1f2e3d4c
    """
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        archive = _archive(settings, in_bucket=in_bucket)
        batches = archive.batches()
    if batch_id is not None and batch_id not in batches:
        more = " --redshift" if in_bucket else ""
        raise click.ClickException(
            f"The archive holds no batch {batch_id!r}: see `amzn-review batches list{more}`."
        )
    for batch in batches if batch_id is None else [batch_id]:
        with reporting_errors(settings.data_dir):
            keys = list(archive.keys(batch))
        for key in keys:
            if as_json:
                click.echo(json.dumps({"batch_id": batch, "key": key}))
            else:
                click.echo(key if batch_id else f"{batch}  {key}")


@raw.command()
@local_option
@_bucket_option
@click.argument("key")
@click.option("--batch", "batch_id", help="The batch that archived it, where several did.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="A new file. Default: standard output."
)
def extract(key: str, *, in_bucket: bool, batch_id: str | None, output: Path | None) -> None:
    """Write the file that came as KEY, byte for byte: gzip, as a rule.

    Without --batch all packs of a bucket are read to find it.

    \b
    Example:
        amzn-review raw extract reviews/all_beauty/1a2b3c.json.gz | zcat
    """
    if output is None and sys.stdout.isatty():
        raise click.UsageError(
            "The bytes are not for a terminal: add --output FILE, or a pipe such as | zcat."
        )
    settings = load_settings()
    with reporting_errors(settings.data_dir):
        archive = _archive(settings, in_bucket=in_bucket)
        content = archive.open(_the_one(archive.holders(key, batch_id), key, in_bucket=in_bucket), key)
    with content:
        if output is None:
            shutil.copyfileobj(content, sys.stdout.buffer)
            return
        with reporting_errors(settings.data_dir):
            _write_new(output.absolute(), content)


def _archive(settings: Settings, *, in_bucket: bool) -> _Archive:
    if in_bucket:
        from amzn_review.archive.bucket_raw import BucketRaw
        from services.buckets import site_bucket

        return BucketRaw(site_bucket(settings))
    from amzn_review.archive.raw_listing import FolderRaw

    return FolderRaw(DataLayout(settings.data_dir))


def _the_one(batches: list[str], key: str, *, in_bucket: bool) -> str:
    if not batches:
        more = " --bucket" if in_bucket else ""
        raise click.ClickException(
            f"The archive holds no file {key!r} there: see `amzn-review raw list{more}`."
        )
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
