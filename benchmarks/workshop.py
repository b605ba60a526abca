"""A folder and a PostgreSQL server for one benchmark, both gone at its end: no user's data are ever near."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from services.ports import LOOPBACK
from services.postgres.databases import DatabaseAddress
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from storage.folder_lock import only_process

ROOT = Path(__file__).resolve().parents[1]
SQL_DIR = ROOT / "workflow" / "sql"
WORKSHOPS = ROOT / ".local" / "bench"


@dataclass(frozen=True)
class Workshop:
    """A `folder` for files, and a running `server`."""

    folder: Path
    server: PostgresServer

    def address(self, database: str) -> DatabaseAddress:
        """A database of the server, as its superuser."""
        return DatabaseAddress(
            LOOPBACK, self.server.port, database, SUPERUSER, self.server.superuser_password
        )

    def checkpoint(self) -> None:
        """Write out what server and system still hold back, so that no run pays for an earlier one."""
        with self.administrator() as connection:
            connection.execute("checkpoint")
        os.sync()

    @contextmanager
    def fresh_folder(self, name: str) -> Iterator[Path]:
        """A folder that is empty, and gone at the end of the block."""
        folder = self.folder / name
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def administrator(self) -> Iterator[psycopg.Connection]:
        """A connection outside any transaction."""
        with self.address("postgres").connect(autocommit=True) as connection:
            yield connection

    @contextmanager
    def database(self, name: str, template: str = "template1") -> Iterator[DatabaseAddress]:
        """A database made from a template, dropped at the end of the block."""
        names = (sql.Identifier(name), sql.Identifier(template))
        with self.administrator() as connection:
            connection.execute(sql.SQL("create database {} template {}").format(*names))
        try:
            yield self.address(name)
        finally:
            with self.administrator() as connection:
                connection.execute(sql.SQL("drop database {} with (force)").format(names[0]))


@contextmanager
def open_workshop(workshops: Path = WORKSHOPS) -> Iterator[Workshop]:
    """A workshop for the block, which ends with it however it ends; what a killed one left goes first.

    Raises FolderBusyError while another benchmark runs, ServiceError when the server does not start.
    """
    workshops.mkdir(parents=True, exist_ok=True)
    with only_process(workshops / ".lock", "benchmark", workshops):
        for left in workshops.glob("run-*"):
            _clear(left)
        folder = workshops / f"run-{os.getpid()}"
        folder.mkdir()
        server = PostgresServer(folder / "postgres", free_port(), secrets.token_urlsafe(16))
        try:
            server.start()
            yield Workshop(folder, server)
        finally:
            _clear(folder)


def _clear(folder: Path) -> None:
    PostgresServer(folder / "postgres", 0, superuser_password="").stop()
    shutil.rmtree(folder)


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
