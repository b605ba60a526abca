"""`amzn-review batches`: what was loaded, batch by batch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from amzn_review.balance_table import EQUATION, balance_table
from amzn_review.cli.part_batches import (
    KINDS,
    find_parts,
    part_fields,
    part_report_of,
    part_text,
    place_fields,
    place_lines,
)
from amzn_review.cli.warehouse_connection import local_option, warehouse_connection
from amzn_review.data_layout import DataLayout
from console.command_errors import reporting_errors
from settings import load_settings

if TYPE_CHECKING:
    from amzn_review.batch.loaded_batch import BatchReport, LoadedBatch
    from amzn_review.part_sheet import PartSheet
    from settings import Settings

_of_option = click.option(
    "--of",
    "kind",
    type=click.Choice(["reviews", *KINDS]),
    default="reviews",
    help="Whose batches.  [default: reviews]",
)
_redshift_option = click.option("--redshift", is_flag=True, help="Batches from the bucket, in Redshift.")


@click.group()
def batches() -> None:
    """The balance sheets of what was loaded."""


@batches.command("list")
@local_option
@_redshift_option
@_of_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_batches(*, redshift: bool, kind: str, as_json: bool) -> None:
    """Print a line for each loaded batch, the latest last, and the sum.

    A batch's name begins with the moment at which it was listed, in UTC. The numbers are records of reviews;
    `batches show ID` also has the files, the records of product metadata, and when the batch was loaded.
    --of names another ledger: a batch of climate or documents has a line for each table or task.

    \b
    Example:
        amzn-review batches list --redshift
    """
    settings = load_settings()
    if kind != "reviews":
        _print_parts(find_parts(settings, kind, redshift=redshift), as_json=as_json)
        return
    found = _in_redshift(settings) if redshift else _here(settings)
    if as_json:
        click.echo(json.dumps([batch.as_dict() for batch in found]))
        return
    if not found:
        click.echo("No batch is loaded yet.")
        return
    click.echo("\n".join(balance_table([batch.sheet for batch in found], EQUATION)))


@batches.command()
@local_option
@_redshift_option
@click.argument("batch_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(batch_id: str, *, redshift: bool, as_json: bool) -> None:
    """Print the balance sheet of batch ID in full, what of it was set aside or held, and where its files are.

    \b
    Example:
        amzn-review batches show 20260117T101500123-1f2e3d4c
    """
    settings = load_settings()
    try:
        report = _shown_in_redshift(settings, batch_id) if redshift else _shown_here(settings, batch_id)
    except LookupError as error:
        parts = part_report_of(settings, batch_id, redshift=redshift)
        if parts is None:
            raise click.ClickException(str(error)) from error
        click.echo(json.dumps(part_fields(parts)) if as_json else part_text(parts))
        return
    click.echo(json.dumps(_fields(report)) if as_json else _text(report))


def _print_parts(sheets: Sequence[PartSheet], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([sheet.as_dict() for sheet in sheets]))
    else:
        click.echo("\n".join(sheet.text() for sheet in sheets) or "No batch is loaded yet.")


def _here(settings: Settings) -> list[LoadedBatch]:
    from amzn_review.postgres.batch_report import loaded_batches

    with warehouse_connection(settings) as connection:
        return loaded_batches(connection, settings.sql_dir)


def _in_redshift(settings: Settings) -> list[LoadedBatch]:
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.redshift.batch_report import loaded_batches

    with reporting_errors(settings.data_dir):
        return loaded_batches(redshift_session(settings))


def _shown_here(settings: Settings, batch_id: str) -> BatchReport:
    from amzn_review.postgres.batch_report import batch_report

    with warehouse_connection(settings) as connection:
        return batch_report(connection, settings.sql_dir, DataLayout(settings.data_dir), batch_id)


def _shown_in_redshift(settings: Settings, batch_id: str) -> BatchReport:
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.redshift.batch_report import batch_report
    from services.buckets import site_bucket

    with reporting_errors(settings.data_dir):
        return batch_report(redshift_session(settings), site_bucket(settings), batch_id)


def _fields(report: BatchReport) -> dict[str, Any]:
    return {**report.batch.as_dict(), **place_fields(report)}


def _text(report: BatchReport) -> str:
    sheet = report.batch.sheet
    lines = [
        f"batch        {sheet.batch_id}",
        f"run          {sheet.run_id}",
        f"loaded at    {report.batch.loaded_at:%Y-%m-%d %H:%M:%S} UTC",
        f"files        {sheet.files:,} of reviews",
        f"listed       {sheet.listed:,} = {sheet.loaded:,} loaded + {sheet.duplicate:,} duplicate + "
        f"{sheet.quarantined:,} quarantined + {sheet.held:,} held",
        f"staged       {sheet.staged:,} = {sheet.loaded:,} loaded + {sheet.duplicate:,} duplicate",
        f"products     {sheet.products:,} records of metadata",
    ]
    return "\n".join([*lines, *place_lines(report)])
