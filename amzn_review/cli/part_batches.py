"""Batches of climate and documents, whose ledgers have a row for each part, on either warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from amzn_review.cli.warehouse_connection import warehouse_connection
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.climate_layout import ClimateLayout
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents_layout import DocumentsLayout
from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import Settings

if TYPE_CHECKING:
    from amzn_review.batch.loaded_batch import BatchReport, PartReport
    from amzn_review.kind_layout import KindLayout
    from amzn_review.part_sheet import PartSheet

LAYOUTS: Mapping[str, type[KindLayout]] = {it.kind: it for it in (ClimateLayout, DocumentsLayout)}
KINDS: Mapping[str, type[PartSheet]] = {"climate": ClimateSheet, "documents": DocumentSheet}


def find_parts(settings: Settings, kind: str, *, redshift: bool) -> list[PartSheet]:
    """All sheets of a kind, the batch that was listed last behind the others."""
    from amzn_review.batch.part_ledger import find_sheets

    if redshift:
        from amzn_review.cli.redshift_warehouse import redshift_session

        with reporting_errors(settings.data_dir), redshift_session(settings).transaction() as transaction:
            return list(find_sheets(transaction, kind, KINDS[kind], None))
    from amzn_review.postgres.sql_transaction import SqlTransaction
    from amzn_review.sql_catalog import SqlCatalog

    with warehouse_connection(settings) as connection:
        sql = SqlTransaction(connection, SqlCatalog(settings.sql_dir))
        return list(find_sheets(sql, kind, KINDS[kind], None))


def part_report_of(settings: Settings, batch_id: str, *, redshift: bool) -> PartReport | None:
    """What is known of a batch of whichever kind has one of that name; None: none has."""
    look = _in_redshift if redshift else _here
    return next((found for kind in KINDS if (found := look(settings, kind, batch_id))), None)


def _here(settings: Settings, kind: str, batch_id: str) -> PartReport | None:
    from amzn_review.postgres.batch_report import part_report
    from amzn_review.postgres.sql_transaction import SqlTransaction
    from amzn_review.sql_catalog import SqlCatalog

    with warehouse_connection(settings) as connection:
        sql = SqlTransaction(connection, SqlCatalog(settings.sql_dir))
        return part_report(sql, LAYOUTS[kind](settings.data_dir), KINDS[kind], batch_id)


def _in_redshift(settings: Settings, kind: str, batch_id: str) -> PartReport | None:
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.redshift.batch_report import part_report
    from services.buckets import site_bucket

    with reporting_errors(settings.data_dir):
        return part_report(redshift_session(settings), site_bucket(settings), kind, KINDS[kind], batch_id)


def part_fields(report: PartReport) -> dict[str, Any]:
    """The report as JSON has it."""
    sheets = [sheet.as_dict() for sheet in report.sheets]
    return {
        "batch_id": sheets[0]["batch_id"],
        "run_id": sheets[0]["run_id"],
        "sheets": sheets,
        **place_fields(report),
    }


def part_text(report: PartReport) -> str:
    """The report to read."""
    first = report.sheets[0].as_dict()
    lines = [f"batch        {first['batch_id']}", f"run          {first['run_id']}"]
    lines += [f"records      {sheet.equation()}" for sheet in report.sheets]
    return "\n".join([*lines, *place_lines(report)])


def place_fields(report: BatchReport | PartReport) -> dict[str, Any]:
    """What was held and set aside, and where the files are."""
    return {
        "held_keys": report.held_keys,
        "quarantined_by_reason": [asdict(count) for count in report.quarantined],
        "manifest": report.manifest,
        "is_archived": report.is_archived,
        "archive": report.archive,
    }


def place_lines(report: BatchReport | PartReport) -> list[str]:
    """The same, to read."""
    state = "done" if report.is_archived else "open: its files are not archived yet"
    lines = [f"manifest     {f'{report.manifest} ({state})' if report.manifest else 'is not there any more'}"]
    lines += [f"archive      {path}" for path in report.archive] or ["archive      holds nothing of it"]
    if report.quarantined:
        rows = [(count.reason, count.records, count.open) for count in report.quarantined]
        lines += ["", plain_table(("set aside for", "records", "still open"), rows)]
    if report.held_keys:
        lines += ["", "held for a later batch", *(f"  {key}" for key in report.held_keys)]
    return lines
