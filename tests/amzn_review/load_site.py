"""A folder, a warehouse and the loader between them: what a test puts in, and every place it can end in."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pyarrow.parquet as pq
import pytest

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.batch.manifest import Manifest
from amzn_review.batch.record_reader import ChangedWhileReadError
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.loader import Loader
from amzn_review.postgres.parallel_reader import ParallelReader
from amzn_review.postgres.tables import recreate_tables
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.amzn_review.migrations.earlier_warehouse import statements
from tests.conftest import SQL_DIR

REVIEW: dict[str, Any] = {
    "overall": 5.0,
    "vote": "12",
    "verified": True,
    "reviewTime": "09 1, 2016",
    "reviewerID": "A3TESTREVIEWER",
    "asin": "B00TESTABC",
    "style": {"Size:": " 7.0 oz"},
    "reviewerName": "Zoë Müller",
    "reviewText": "Keeps the coffee warm.",
    "summary": "Warm",
    "unixReviewTime": 1472688000,
}
OLD_S = 3600  # an age at which nobody takes a broken file for one that is still being written


def review(**changes: Any) -> dict[str, Any]:
    """A review of 2018 with some fields changed; one that is changed to `...` is left out."""
    return {name: value for name, value in (REVIEW | changes).items() if value is not ...}


def line(**changes: Any) -> bytes:
    """That review as a line of JSON."""
    return json.dumps(review(**changes)).encode() + b"\n"


def packed(content: bytes) -> bytes:
    """`content` gzipped, the same bytes at any time of day."""
    return gzip.compress(content, mtime=0)


def numbered(number: int) -> bytes:
    """A line that differs from every other one by its number."""
    return line(reviewerID=f"R{number}", reviewText=f"text {number}")


class Found(NamedTuple):
    """A file and where it is: uploaded, outgoing, pack, raw, or quarantine, lines or dismissed/REASON."""

    place: str
    key: str
    content: bytes


@dataclass
class Frozen:
    """A batch that is listed and not loaded yet."""

    loader: Loader
    manifest: Manifest
    batch: ParallelReader | None
    opened: ExitStack

    def forgotten(self) -> Frozen:
        """The same batch as another process finds it, with nothing in memory."""
        return replace(self, batch=None)

    def load(self) -> BalanceSheet:
        """Load it, and stop there: what is done to its files now happens before they are archived."""
        batch, self.batch = self.batch, None
        if batch is None:
            return self.loader.load_listed(self.manifest)
        try:
            with self.opened, self.loader.turn() as transaction:
                return self.loader.load(transaction, self.manifest, batch)
        except ChangedWhileReadError as error:
            return self.loader.load_listed(self.manifest, error)

    def finish(self) -> BalanceSheet:
        """Load and archive it."""
        return self.loader.archive(self.manifest, self.load(), set())


@dataclass(frozen=True)
class LoadSite:
    """One data folder and one empty warehouse. `connection` looks at what is committed."""

    layout: DataLayout
    address: DatabaseAddress
    connection: psycopg.Connection

    def below(self, root: Path) -> LoadSite:
        """The same warehouse, and another folder."""
        return replace(self, layout=DataLayout(root))

    def put(self, key: str, content: bytes, age_seconds: float = OLD_S) -> Path:
        """Write a file below uploaded/ as if it had arrived `age_seconds` ago."""
        path = self.layout.uploaded / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        moment = time.time() - age_seconds
        os.utime(path, (moment, moment))
        return path

    def loader(self, **limits: int) -> Loader:
        """A loader as the pipeline makes it, `limits` changed."""
        return Loader(self.layout, self.address.connect, SQL_DIR, "a-run", LoadLimits(**limits))

    def load(self, **limits: int) -> list[BalanceSheet]:
        """Load all that waits."""
        return list(self.loader(**limits).run())

    def freeze(self) -> Frozen:
        """List the next batch, and stop there: what is done to its files now happens before the load."""
        loader = self.loader()
        # Of one slice: it is read in this process, by whoever asks for its row batches.
        opened = ExitStack()
        batch = opened.enter_context(loader.read(loader.waiting(set())))
        manifest = loader.freeze(batch)
        assert manifest is not None
        return Frozen(loader, manifest, batch, opened)

    def empty_warehouse(self) -> None:
        """Take every row out of every table but the ledger of migrations; numbers start again from 1."""
        names = "select tablename from pg_tables where schemaname = 'public'"
        tables = [name for (name,) in self.rows(names) if name != "schema_migrations"]
        self.connection.execute(f"truncate {', '.join(tables)} restart identity")

    @contextmanager
    def of_before(self) -> Iterator[None]:
        """The tables and rows of a warehouse of before migrations; today's, empty, when the block ends."""
        self.connection.execute("drop schema public cascade; create schema public")
        try:
            for statement in statements("postgres"):
                self.connection.execute(statement.encode())
            yield
        finally:
            recreate_tables(self.address.connect, SQL_DIR)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query).fetchall()

    def reviewers(self) -> list[str]:
        """Who wrote the reviews that are loaded, sorted, once a review."""
        return [name for (name,) in self.rows("select reviewer_id from reviews order by 1")]

    def quarantined(self) -> list[tuple[Any, ...]]:
        """Key, line, reason, field and whether the file itself was set aside, of each record set aside."""
        return sorted(
            self.rows("select source_key, line_number, reason, field, is_whole_file from quarantined_records")
        )

    def snapshot(self) -> tuple[Any, ...]:
        """All tables of the star schema, the ledger, and all files."""
        names = ("reviews", "users", "products", "time", "ingest_batches", "quarantined_records")
        tables = [self.rows(f"select * from {name} order by 1") for name in names]
        return (*tables, self.found())

    def found(self) -> list[Found]:
        """Every file that is anywhere, sorted; links are given as their target."""
        return sorted([*self._uploaded(), *self._archived(), *self._set_aside()])

    def lies(self, place: str) -> dict[str, bytes]:
        """The files of one place by key."""
        return {file.key: file.content for file in self.found() if file.place == place}

    def _uploaded(self) -> Iterator[Found]:
        for path, key in _files(self.layout.uploaded):
            if key.startswith(".outgoing/"):
                yield Found("outgoing", key, _content(path))
            elif not key.startswith("."):
                yield Found("uploaded", key, _content(path))

    def _archived(self) -> Iterator[Found]:
        for path, key in _files(self.layout.raw):
            batch, _, name = key.partition("/")
            if name:
                yield Found("raw", name, _content(path))
            else:
                assert batch.endswith(".parquet"), batch
                for row in pq.read_table(path).to_pylist():
                    yield Found("pack", row["key"], row["content"])

    def _set_aside(self) -> Iterator[Found]:
        for path, key in _files(self.layout.quarantine):
            state = "dismissed" if key.startswith("dismissed/") else "quarantine"
            reason, _batch, name = key.removeprefix("dismissed/").split("/", 2)
            place = "lines" if name.startswith("lines/") and state == "quarantine" else state
            yield Found(f"{place}/{reason}", name.removeprefix("lines/"), _content(path))


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for folder, folders, names in os.walk(root):
        for name in [*names, *folders]:
            path = Path(folder, name)
            if path.is_symlink() or not path.is_dir():
                yield path, str(path.relative_to(root))


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else b"(no file)"


@contextmanager
def load_site(
    root: Path, administrator: psycopg.Connection, template: str, server_address: DatabaseAddress
) -> Iterator[LoadSite]:
    """A site below `root`, with a copy of the database `template` that is dropped at the end."""
    name = server_address.database
    administrator.execute(f"create database {name} template {template}")
    try:
        with server_address.connect(autocommit=True) as connection:
            yield LoadSite(DataLayout(root), server_address, connection)
    finally:
        administrator.execute(f"drop database {name} with (force)")


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    """A DATA_DIR of the test's own, empty."""
    return DataLayout(tmp_path)


@pytest.fixture(scope="session")
def shared_site(
    tmp_path_factory: pytest.TempPathFactory,
    server: PostgresServer,
    administrator: psycopg.Connection,
    template: str,
) -> Iterator[LoadSite]:
    """The warehouse behind `site`: making one anew for every test takes longer than the tests."""
    address = DatabaseAddress("127.0.0.1", server.port, "load_site", SUPERUSER, server.superuser_password)
    with load_site(tmp_path_factory.mktemp("shared"), administrator, template, address) as made:
        yield made


@pytest.fixture
def site(shared_site: LoadSite, layout: DataLayout) -> LoadSite:
    """An empty data folder, an empty warehouse, and the loader between them."""
    shared_site.empty_warehouse()
    return replace(shared_site, layout=layout)


def balance(sheets: Sequence[BalanceSheet]) -> dict[str, int]:
    """The sums over the sheets, those that are not 0."""
    names = ("files", "listed", "staged", "loaded", "duplicate", "quarantined", "held", "products")
    sums = {name: sum(getattr(sheet, name) for sheet in sheets) for name in names}
    return {name: number for name, number in sums.items() if number}


def loaded(number: int, **others: int) -> dict[str, int]:
    """The sums of a load of `number` new reviews, a file each, unless `others` say otherwise."""
    return {"files": number, "listed": number, "staged": number, "loaded": number} | others
