"""Documents and labels, from staging into their tables, in PostgreSQL or Redshift."""

from __future__ import annotations

from collections.abc import Mapping

from amzn_review.balance_sheet import UnbalancedBatchError
from amzn_review.batch.part_counts import PartCounts
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.warehouse_transaction import WarehouseTransaction


def write_documents(
    transaction: WarehouseTransaction, batch_id: str, run_id: str, counts: Mapping[str, PartCounts]
) -> list[DocumentSheet]:
    """Write what is new of the staged documents. Returns a sheet a task of `counts`, sorted.

    Raises UnbalancedBatchError when other rows were written than were counted; then nothing may be committed.
    """
    counted = {task: numbers for task, *numbers in transaction.rows("documents/count.sql")}
    documents = transaction.run("documents/write.sql")
    events = transaction.run("labels/write_events.sql")
    sheets = []
    for task in sorted(counts):
        loaded, relabelled, label_events = counted.get(task, (0, 0, 0))
        sheet = DocumentSheet(
            batch_id=batch_id,
            task=task,
            run_id=run_id,
            files=counts[task].files,
            listed=counts[task].listed,
            loaded=loaded,
            relabelled=relabelled,
            duplicate=counts[task].staged - loaded - relabelled,
            quarantined=counts[task].quarantined,
            label_events=label_events,
        )
        sheets.append(sheet)
    expected = (sum(sheet.loaded for sheet in sheets), sum(sheet.label_events for sheet in sheets))
    if (documents, events) != expected:
        raise UnbalancedBatchError(
            f"Batch {batch_id}: {documents:,} documents and {events:,} labels were written, others than were "
            "counted. Nothing was loaded."
        )
    return sheets
