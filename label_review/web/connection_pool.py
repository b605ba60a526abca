"""Connections to the warehouse that are used again, since each costs milliseconds to open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import Any

import psycopg


class ConnectionPool:
    """Keeps up to `most` idle connections, which `connect` opens with autocommit.

    A database that was restarted is noticed and asked again.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[Any]], most: int = 8) -> None:
        self.connect = connect
        self._idle: LifoQueue[psycopg.Connection[Any]] = LifoQueue(most)

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """Give a connection for one transaction: committed at the end, rolled back on an error."""
        connection = self._take()
        try:
            with connection.transaction():
                yield connection
        finally:
            self._keep(connection)

    def close(self) -> None:
        """Close those that are idle."""
        while (connection := self._next_idle()) is not None:
            connection.close()

    def _take(self) -> psycopg.Connection[Any]:
        while (connection := self._next_idle()) is not None:
            try:
                connection.execute("select 1")
            except psycopg.OperationalError:
                connection.close()
                continue
            return connection
        return self.connect()

    def _next_idle(self) -> psycopg.Connection[Any] | None:
        try:
            return self._idle.get_nowait()
        except Empty:
            return None

    def _keep(self, connection: psycopg.Connection[Any]) -> None:
        if connection.closed or self._idle.full():
            connection.close()
        else:
            self._idle.put(connection)
