"""Brings a warehouse to the schema of this code: what is missing is applied, each file once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

from amzn_review.migrations.baseline import Baseline, EarlierTablesError
from amzn_review.migrations.ledger import Ledger
from amzn_review.migrations.schema_file import MigrationError, SchemaFile, read_migrations, read_views
from amzn_review.sql_catalog import SqlCatalog
from amzn_review.warehouse_transaction import WarehouseTransaction

LEDGER = "migrate/ledger.sql"
_LEDGER_TABLE = "schema_migrations"
_LOCK_TABLE = "load_turns"  # made before the lock can be taken, so it tells nothing of the others


class Warehouse(Protocol):
    """A warehouse that can be migrated."""

    @property
    def sql(self) -> SqlCatalog:
        """The statements, in the warehouse's dialect."""

    @property
    def statement_faults(self) -> tuple[type[Exception], ...]:
        """What its driver raises when a statement itself is at fault, and not the connection."""

    @property
    def reset_command(self) -> str:
        """The command that drops its tables and creates them again, empty."""

    def ledger(self) -> list[tuple[Any, ...]] | None:
        """The rows of `LEDGER`, by that one query; None when there is no such table."""

    def turn(self) -> AbstractContextManager[WarehouseTransaction]:
        """A transaction that neither a load nor another migration runs beside; undone if the block raises."""


@dataclass(frozen=True)
class Migrator:
    """Migrates `warehouse`. `report` takes a sentence for each file that was applied to its tables.

    `values` makes what a migration asks for by `%(name)s`, when it is applied.
    """

    warehouse: Warehouse
    report: Callable[[str], None]
    values: Mapping[str, Callable[[], object]] = field(default_factory=dict)

    def run(self) -> None:
        """Apply what is missing, a transaction a file, each with its row in the ledger.

        A new warehouse is made in one transaction. When nothing is missing, the ledger is read and that is
        all. Raises MigrationError: the migrations before the one at fault are kept, nothing of that one is.
        """
        migrations, views = read_migrations(self.warehouse.sql), read_views(self.warehouse.sql)
        rows = self.warehouse.ledger()
        while rows is None or not _is_done(Ledger.of_rows(rows), migrations, views):
            with self.warehouse.turn() as transaction:
                sentence = self._step(transaction, migrations, views)
            if sentence:
                self.report(sentence)
            rows = self.warehouse.ledger()

    def _step(
        self, transaction: WarehouseTransaction, migrations: Sequence[SchemaFile], views: Sequence[SchemaFile]
    ) -> str | None:
        """Apply the next file; the last one's transaction also makes the views. Returns what was done."""
        found = _columns(transaction)
        if _LEDGER_TABLE in found:
            ledger = Ledger.of_rows(transaction.rows(LEDGER))
            if _is_done(ledger, migrations, views):
                return None  # another process has been faster
            outstanding = ledger.outstanding(migrations)
            sentence = f"Migration {outstanding[0].name} was applied." if outstanding else None
        else:
            baseline = Baseline.of_text(self._text(migrations[0]))
            if not (baseline.columns.keys() & found.keys()) - {_LOCK_TABLE}:
                create_schema(transaction, self.warehouse.sql)
                return None
            self._require_baseline(transaction, baseline, found)
            outstanding = migrations
            sentence = f"The tables that were there are taken over as {migrations[0].name}."
        if outstanding:
            self._apply(transaction, outstanding[0])
            _record(transaction, outstanding[0])
        if len(outstanding) <= 1:
            self._make_views(transaction, views)
        return sentence

    def _require_baseline(
        self, transaction: WarehouseTransaction, baseline: Baseline, found: Mapping[str, set[str]]
    ) -> None:
        for (table,) in transaction.rows("reset/earlier_tables.sql"):
            raise EarlierTablesError(table, self.warehouse.reset_command)
        if table := baseline.earlier_table(found):
            raise EarlierTablesError(table, self.warehouse.reset_command)

    def _make_views(self, transaction: WarehouseTransaction, views: Sequence[SchemaFile]) -> None:
        transaction.rows("migrate/forget_views.sql")
        for view in views:
            self._apply(transaction, view)
            _record(transaction, view)

    def _apply(self, transaction: WarehouseTransaction, file: SchemaFile) -> None:
        try:
            if file.has_statements:
                transaction.rows(file.address, self._values_of(file))
        except self.warehouse.statement_faults as error:
            raise MigrationError(
                f"{self.warehouse.sql.path(file.address)} could not be applied, and nothing of it was kept: "
                f"{' '.join(str(error).split())}. Fix what this names, and run the same command again."
            ) from error

    def _values_of(self, file: SchemaFile) -> dict[str, object] | None:
        """What the file asks for; None if that is nothing: a % in it then needs no second one."""
        text = self._text(file)
        return {name: make() for name, make in self.values.items() if f"%({name})s" in text} or None

    def _text(self, file: SchemaFile) -> str:
        return self.warehouse.sql.path(file.address).read_text(encoding="utf-8")


def create_schema(transaction: WarehouseTransaction, sql: SqlCatalog) -> None:
    """Make the tables of a new warehouse from schema/, then the views; note every migration as applied.

    Raises what the driver does, as when a table is there already.
    """
    for path in sql.own("schema"):
        transaction.rows(f"schema/{path.name}")
    for migration in read_migrations(sql):
        _record(transaction, migration)
    for view in read_views(sql):
        if view.has_statements:
            transaction.rows(view.address)
        _record(transaction, view)


def _is_done(ledger: Ledger, migrations: Sequence[SchemaFile], views: Sequence[SchemaFile]) -> bool:
    return not ledger.outstanding(migrations) and ledger.has_made(views)


def _columns(transaction: WarehouseTransaction) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in transaction.rows("migrate/columns.sql"):
        found.setdefault(table, set()).add(column)
    return found


def _record(transaction: WarehouseTransaction, file: SchemaFile) -> None:
    transaction.rows(
        "migrate/record.sql",
        {
            "number": file.number,
            "name": file.name,
            "checksum": file.checksum,
            "code_version": _code_version(),
        },
    )


def _code_version() -> str:
    try:
        return version("amzn-review")
    except PackageNotFoundError:
        return "unknown"  # a checkout that is run without being installed
