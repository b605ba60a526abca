"""Events that a file brings, each once, with who and when as the file says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import CheckViolation, DataError

from errors import SentenceError
from labels.label_statements import LabelStatements
from storage.databases.table_statistics import analyze_grown_tables

# What another warehouse needs to hold the same event: the columns of statement export_labels.
EVENT_COLUMNS = (
    "content_key", "external_id", "text", "event_key", "action", "label", "label_set", "source",
    "labelled_by", "labelled_at", "reason", "finding", "model_version", "guidelines_version", "is_blind",
    "decision_key", "undone_event_key",
)  # fmt: skip
_NOT_COPIED = frozenset({"external_id", "text"})
COPIED_COLUMNS = tuple(name for name in EVENT_COLUMNS if name not in _NOT_COPIED)


class EventImportError(SentenceError, ValueError):
    """A file whose events cannot be written: none of them is."""


@dataclass(frozen=True)
class Imported:
    """What became of a file's events: `written` + `known` before + `unknown`, whose text is not here."""

    listed: int
    written: int
    known: int
    unknown: int


def import_events(
    connection: psycopg.Connection[Any],
    statements: LabelStatements,
    task: str,
    rows: Iterable[Sequence[object]],
) -> Imported:
    """Write events of a task, the values of COPIED_COLUMNS each, in their order, in the transaction.

    A text is found by its content_key: it has to be in the warehouse. Raises EventImportError.
    """
    asked = {"task": task}
    try:
        statements.run(connection, "create_imported", {})
        with connection.cursor() as cursor, cursor.copy(statements.text("copy_imported")) as copy:
            for place, row in enumerate(rows, 1):
                copy.write_row([place, *row])
        counts = statements.run(connection, "count_imported", asked)[0]
        statements.run(connection, "number_imported", asked)
        written = len(statements.run(connection, "write_imported", asked))
        analyze_grown_tables(connection)
    except (CheckViolation, DataError) as error:
        what = " ".join(str(error).split())
        raise EventImportError(f"The events do not fit, and none was written: {what}") from error
    return Imported(**counts, written=written)
