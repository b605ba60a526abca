"""`amzn-review load`: what waits in uploaded/ into the warehouse."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias, cast

import click

from amzn_review.data_layout import DataLayout
from console.command_errors import reporting_errors
from console.progress_bar import count_bar
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.balance_sheet import BalanceSheet
    from amzn_review.batch.part_ledger import SheetT
    from amzn_review.climate.climate_sheet import ClimateSheet
    from amzn_review.climate.units.unit_evidence import UnitsSetting
    from amzn_review.documents.document_sheet import DocumentSheet
    from amzn_review.part_sheet import PartSheet
    from amzn_review.postgres.batch_kind import BatchKind

Sheet: TypeAlias = "BalanceSheet | PartSheet"


@click.command(
    epilog="""
    Prints the balance sheet of each batch: reviews first, then weather stations and climate, then documents.
    With STREAM=redis or STREAM=kafka, entries of that stream wait too (docs/streams.md).
    Files go to raw/, or to quarantine/ if they hold no record. The embedded PostgreSQL is started if it is
    not running. After whatever stopped it, run it again: nothing is lost, and nothing is loaded twice.

    \b
    Example:
        amzn-review load --local
        STREAM=redis amzn-review load --local
    """
)
@click.option("--local", is_flag=True, help="Into PostgreSQL, not into Redshift.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def load(*, local: bool, as_json: bool) -> None:
    """Load what waits in uploaded/, without Airflow."""
    if not local:
        click.echo("Redshift is not built yet: run again with --local.", err=True)
        raise SystemExit(2)
    settings = load_settings()
    sheets: list[Sheet] = []
    try:
        for reviews in load_waiting(settings, "load-command"):
            sheets.append(reviews)
        for climate in climate_sheets(settings, "load-command"):
            sheets.append(climate)
        for documents in document_sheets(settings, "load-command"):
            sheets.append(documents)
    finally:
        print_sheets(sheets, as_json=as_json)
    if not sheets and not as_json:
        click.echo("Nothing waits in uploaded/.")
    _mention_left_alone(DataLayout(settings.data_dir))


def load_waiting(settings: Settings, command: str) -> Iterator[BalanceSheet]:
    """Start the database if need be, and load batch after batch; `command` begins the run's name.

    Raises ClickException with a sentence; the batches given until then stay loaded.
    """
    from amzn_review.balance_sheet import UnbalancedBatchError
    from amzn_review.batch.batch_error import TooManyBadError
    from amzn_review.load_limits import LoadLimits
    from amzn_review.postgres.loader import Loader
    from amzn_review.postgres.migrations import migrate
    from amzn_review.streams.open_source import open_source
    from services.airflow.airflow_parts import bring_up_databases
    from services.postgres.databases import warehouse_address
    from services.queue.queue_addresses import broker_url, start_broker

    with reporting_errors(settings.data_dir):
        bring_up_databases(settings)
        warehouse, layout, url = warehouse_address(settings), DataLayout(settings.data_dir), ""
        if settings.stream.kind == "redis":
            start_broker(settings)
            url = broker_url(settings)
        migrate(warehouse.transaction, settings.sql_dir, lambda sentence: click.echo(sentence, err=True))
        with count_bar("Loading files") as progress:
            loader = Loader(
                layout=layout,
                connect=warehouse.transaction,
                sql_dir=settings.sql_dir,
                run_id=run_id_of(command),
                limits=LoadLimits(**asdict(settings.load)),
                progress=progress,
                source=open_source(layout, **asdict(settings.stream), url=url),
            )
            try:
                yield from loader.run()
            except (TooManyBadError, UnbalancedBatchError) as error:
                raise click.ClickException(str(error)) from error


def climate_sheets(settings: Settings, command: str) -> Iterator[ClimateSheet]:
    """Load the station lists and days that wait, the database being up; raises as `load_waiting` does."""
    from amzn_review.climate.climate_files import ClimateFiles
    from amzn_review.climate_layout import ClimateLayout
    from amzn_review.load_limits import LoadLimits

    units = cast("UnitsSetting", settings.climate.units)
    layout, limits = ClimateLayout(settings.data_dir), LoadLimits(**asdict(settings.load))
    return _sheets_of(ClimateFiles(layout, limits, units), settings, command)


def document_sheets(settings: Settings, command: str) -> Iterator[DocumentSheet]:
    """Load the documents that wait, the database being up; raises as `load_waiting` does."""
    from amzn_review.documents.document_files import DocumentFiles
    from amzn_review.documents_layout import DocumentsLayout
    from amzn_review.load_limits import LoadLimits

    layout, limits = DocumentsLayout(settings.data_dir), LoadLimits(**asdict(settings.load))
    return _sheets_of(DocumentFiles(layout, limits), settings, command)


def _sheets_of(kind: BatchKind[SheetT], settings: Settings, command: str) -> Iterator[SheetT]:
    from amzn_review.balance_sheet import UnbalancedBatchError
    from amzn_review.postgres.file_batch_loader import FileBatchLoader
    from services.postgres.databases import warehouse_address

    connect = warehouse_address(settings).transaction
    with reporting_errors(settings.data_dir):
        try:
            yield from FileBatchLoader(kind, connect, settings.sql_dir, run_id_of(command)).run()
        except UnbalancedBatchError as error:
            raise click.ClickException(str(error)) from error


def run_id_of(command: str) -> str:
    """A name for one run of a command, for the ledger."""
    return f"{command}-{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def print_sheets(sheets: Sequence[Sheet], *, as_json: bool) -> None:
    """The balance sheets on stdout: a line each, or one JSON list."""
    if as_json:
        click.echo(json.dumps([sheet.as_dict() for sheet in sheets]))
    for sheet in () if as_json else sheets:
        click.echo(sheet.text())


def _mention_left_alone(layout: DataLayout) -> None:
    from amzn_review.batch.arrivals import left_alone
    from amzn_review.climate.climate_arrivals import climate_left_alone

    strays = sorted([*left_alone(layout), *climate_left_alone(layout)])
    if strays:
        more = f" and {len(strays) - 1:,} more" if len(strays) > 1 else ""
        click.echo(
            f"No batch takes {strays[0]!a}{more}; expected reviews/<category>/*.json.gz, "
            "metadata/products/*.json.gz, metadata/climate/ghcnd-stations*.txt or climate/*.csv below "
            "uploaded/.",
            err=True,
        )
