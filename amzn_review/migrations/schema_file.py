"""The numbered files that change the warehouse's tables, and the files of its views."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from amzn_review.sql_catalog import SqlCatalog
from errors import SentenceError

_MIGRATION_NAME = re.compile(r"(?!0000)(\d{4})_[a-z0-9_]+")


class MigrationError(SentenceError):
    """The warehouse cannot be brought to the schema of this code; ``str()`` is one sentence."""


@dataclass(frozen=True)
class SchemaFile:
    """One file that the ledger has a row for. `number` is None for a view, `address` its path below the SQL.

    `checksum` is the SHA-256 of its text in hexadecimal digits, whatever ends a line.
    """

    number: int | None
    name: str
    address: str
    checksum: str
    has_statements: bool

    @classmethod
    def read(cls, sql: SqlCatalog, address: str, number: int | None, name: str) -> SchemaFile:
        """The file at `address`, in the dialect of `sql`."""
        text = "\n".join(sql.path(address).read_text(encoding="utf-8").splitlines())
        statements = [line for line in text.splitlines() if line.strip() and not line.startswith("--")]
        checksum = hashlib.sha256(text.encode()).hexdigest()
        return cls(number, name, address, checksum, bool(statements))


def read_migrations(sql: SqlCatalog) -> Sequence[SchemaFile]:
    """The migrations in their order: 1, 2, 3 and so on.

    Raises MigrationError when a number is missing, stands twice, or a file is not named NNNN_what_changes.
    """
    migrations: list[SchemaFile] = []
    for name in sql.names("migrations"):
        found = _MIGRATION_NAME.fullmatch(name)
        expected = len(migrations) + 1
        if found is None:
            raise MigrationError(
                f"{name}.sql in migrations/ has no name that tells its place: expected four digits and what "
                f"changes, such as {expected:04}_reviews_get_a_language.sql; rename it."
            )
        number = int(found[1])
        if number < expected:
            raise MigrationError(
                f"{migrations[-1].name}.sql and {name}.sql in migrations/ have the same number: give the "
                "newer one the next that is free."
            )
        if number > expected:
            raise MigrationError(
                f"Migration {expected:04} is missing: the next file in migrations/ is {name}.sql. Restore "
                "the missing one, or rename this one."
            )
        migrations.append(SchemaFile.read(sql, f"migrations/{name}.sql", number, name))
    if not migrations:
        raise MigrationError(
            f"There is no migration in {sql.root}: expected migrations/0001_baseline.sql; install again."
        )
    return migrations


def read_views(sql: SqlCatalog) -> Sequence[SchemaFile]:
    """The views in the order in which they are made; each is named without the number of its file."""
    return [
        SchemaFile.read(sql, f"views/{name}.sql", None, name.partition("_")[2]) for name in sql.names("views")
    ]
