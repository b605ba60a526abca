"""The ledger against the files: what is outstanding, and what is refused with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amzn_review.migrations.ledger import Ledger
from amzn_review.migrations.schema_file import MigrationError, SchemaFile

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def file(number: int | None, name: str, checksum: str = "c") -> SchemaFile:
    return SchemaFile(number, name, f"migrations/{name}.sql", checksum, has_statements=True)


def row(number: int | None, name: str, checksum: str = "c") -> tuple[object, ...]:
    return number, name, checksum, MOMENT


FILES = [file(1, "0001_a"), file(2, "0002_b"), file(3, "0003_c")]


@pytest.mark.parametrize("applied", [0, 1, 2, 3])
def test_what_follows_the_last_one_applied_is_outstanding(applied: int) -> None:
    ledger = Ledger.of_rows(row(it.number, it.name) for it in FILES[:applied])
    assert ledger.outstanding(FILES) == FILES[applied:]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [row(1, "0001_a"), row(2, "0002_b"), row(3, "0003_c"), row(4, "0004_d")],
            "The warehouse has applied migration 0004_d, which this code does not have, nor any after "
            "0003_c: newer code has changed the tables. Update this code, or give it a warehouse of its own.",
        ),
        (
            [row(1, "0001_a"), row(2, "0002_b", "f" * 64)],
            "Migration 0002_b was changed after the warehouse had applied it, at 2026-11-24 09:30: its "
            "checksum is c, expected ffffffffffff. Restore the file, and put the change into a new one.",
        ),
        (
            [row(1, "0001_a"), row(2, "0002_another")],
            "The warehouse has applied migration 0002_another, but here 0002_b has its number: keep the file "
            "that was applied, and give the other one the next number that is free.",
        ),
        (
            [row(1, "0001_a"), row(3, "0003_c")],
            "The warehouse has applied migration 0003_c, but by its table schema_migrations none with "
            "number 2: put back the row that was deleted there.",
        ),
    ],
    ids=["newer code", "changed", "another file", "row deleted"],
)
def test_refused(rows: list[tuple[object, ...]], sentence: str) -> None:
    with pytest.raises(MigrationError) as refused:
        Ledger.of_rows(rows).outstanding(FILES)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("made", "is_done"),
    [
        ([row(None, "days"), row(None, "bursts")], True),
        ([row(None, "days")], False),
        ([row(None, "days"), row(None, "bursts", "other")], False),
        ([row(None, "days"), row(None, "bursts"), row(None, "gone")], False),
    ],
    ids=["all", "one missing", "one changed", "one too many"],
)
def test_views_are_made_again_unless_all_are_as_their_files(
    made: list[tuple[object, ...]], is_done: bool
) -> None:
    ledger = Ledger.of_rows([row(1, "0001_a"), *made])
    assert ledger.has_made([file(None, "days"), file(None, "bursts")]) is is_done
    assert ledger.outstanding(FILES[:1]) == []
