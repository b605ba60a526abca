"""What the warehouse has applied, compared with what the code has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from amzn_review.migrations.schema_file import MigrationError, SchemaFile


class AppliedFile(NamedTuple):
    """A row of workflow/sql/migrate/ledger.sql."""

    number: int | None
    name: str
    checksum: str
    applied_at: datetime


@dataclass(frozen=True)
class Ledger:
    """The rows of table schema_migrations."""

    migrations: Sequence[AppliedFile]
    views: frozenset[tuple[str, str]]

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[object, ...]]) -> Ledger:
        """The ledger whose rows workflow/sql/migrate/ledger.sql has returned."""
        applied = [AppliedFile._make(row) for row in rows]
        return cls(
            [it for it in applied if it.number is not None],
            frozenset((it.name, it.checksum) for it in applied if it.number is None),
        )

    def outstanding(self, migrations: Sequence[SchemaFile]) -> Sequence[SchemaFile]:
        """The migrations that are still to be applied, in their order.

        Raises MigrationError when newer code has changed the warehouse, or a file is not the applied one.
        """
        for place, applied in enumerate(self.migrations, start=1):
            if place > len(migrations):
                raise MigrationError(
                    f"The warehouse has applied migration {applied.name}, which this code does not have, nor "
                    f"any after {migrations[-1].name}: newer code has changed the tables. Update this code, "
                    "or give it a warehouse of its own."
                )
            if applied.number != place:
                raise MigrationError(
                    f"The warehouse has applied migration {applied.name}, but by its table schema_migrations "
                    f"none with number {place}: put back the row that was deleted there."
                )
            _require_same(applied, migrations[place - 1])
        return migrations[len(self.migrations) :]

    def has_made(self, views: Sequence[SchemaFile]) -> bool:
        """Whether these views were made, from files of this content, and no others."""
        return self.views == {(view.name, view.checksum) for view in views}


def _require_same(applied: AppliedFile, migration: SchemaFile) -> None:
    if applied.name != migration.name:
        raise MigrationError(
            f"The warehouse has applied migration {applied.name}, but here {migration.name} has its number: "
            "keep the file that was applied, and give the other one the next number that is free."
        )
    if applied.checksum != migration.checksum:
        raise MigrationError(
            f"Migration {migration.name} was changed after the warehouse had applied it, at "
            f"{applied.applied_at:%Y-%m-%d %H:%M}: its checksum is {migration.checksum[:12]}, expected "
            f"{applied.checksum[:12]}. Restore the file, and put the change into a new one."
        )
