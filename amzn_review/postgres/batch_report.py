"""Loaded batches as the ledger knows them, and where their files went."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

import psycopg

from amzn_review.archive.raw_pack import pack_path
from amzn_review.batch.loaded_batch import BatchReport, LoadedBatch, PartReport, ReasonCount, loaded_batch
from amzn_review.batch.manifest import Manifest
from amzn_review.batch.part_ledger import find_sheets
from amzn_review.data_layout import DataLayout
from amzn_review.kind_layout import KindLayout
from amzn_review.part_sheet import PartSheet
from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.sql_transaction import SqlTransaction
from amzn_review.sql_catalog import SqlCatalog


def loaded_batches(connection: psycopg.Connection[Any], sql_dir: Path) -> list[LoadedBatch]:
    """Every batch of the ledger, the latest last."""
    rows = run_sql(connection, sql_dir / "ledger" / "batches.sql")
    return [loaded_batch(row) for row in rows]


def batch_report(
    connection: psycopg.Connection[Any], sql_dir: Path, layout: DataLayout, batch_id: str
) -> BatchReport:
    """What is known of a batch. Raises LookupError with a sentence when the ledger has none of that name."""
    parameters = {"batch_id": batch_id}
    rows = run_sql(connection, sql_dir / "ledger" / "batch.sql", parameters)
    manifest = Manifest(layout, batch_id)
    if not rows:
        raise LookupError(_why_unknown(manifest))
    (*batch, held_keys) = rows[0]
    return BatchReport(
        batch=loaded_batch(tuple(batch)),
        held_keys=held_keys,
        **_whereabouts(SqlTransaction(connection, SqlCatalog(sql_dir)), manifest),
    )


def part_report(
    transaction: SqlTransaction, layout: KindLayout, sheet: type[PartSheet], batch_id: str
) -> PartReport | None:
    """What is known of a batch of the layout's kind; None when its ledger has none of that name."""
    sheets = find_sheets(transaction, layout.kind, sheet, batch_id)
    if not sheets:
        return None
    return PartReport(sheets, held_keys=[], **_whereabouts(transaction, Manifest(layout, batch_id)))


class _Whereabouts(TypedDict):
    quarantined: list[ReasonCount]
    manifest: str | None
    is_archived: bool
    archive: list[str]


def _whereabouts(transaction: SqlTransaction, manifest: Manifest) -> _Whereabouts:
    layout, batch_id = manifest.layout, manifest.batch_id
    by_reason = transaction.rows("ledger/quarantined_by_reason.sql", {"batch_id": batch_id})
    manifests = [path for path in (manifest.open_path, manifest.done_path) if path.exists()]
    return {
        "quarantined": [ReasonCount(*row) for row in by_reason],
        "manifest": str(manifests[0]) if manifests else None,
        "is_archived": manifest.done_path in manifests,
        "archive": [
            str(path) for path in (pack_path(layout, batch_id), layout.raw / batch_id) if path.exists()
        ],
    }


def _why_unknown(manifest: Manifest) -> str:
    if manifest.open_path.exists():
        return (
            f"Batch {manifest.batch_id} is listed, but not loaded: it is under way, or "
            "`amzn-review load --local` finishes it."
        )
    return f"There is no batch {manifest.batch_id!r}: `amzn-review batches list` names those that are loaded."
