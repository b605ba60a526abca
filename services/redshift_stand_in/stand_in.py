"""The stand-in's listener: a thread for each client, on the loopback interface only."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass

from services.ports import LOOPBACK
from services.postgres.databases import DatabaseAddress
from services.redshift_stand_in.object_store import ObjectStore, S3Address
from services.redshift_stand_in.session import Session


@dataclass(frozen=True)
class RedshiftStandIn:
    """A stand-in on `listen_port` (0: a free one), before a PostgreSQL server and an S3 server.

    `postgres` is where clients are let through to, each to the database that it names and by its own
    password. Its user writes the system's tables, and so must be allowed to make a schema in each database.
    """

    listen_port: int
    postgres: DatabaseAddress
    s3: S3Address

    def open(self) -> socket.socket:
        """Listen. Returns the socket, whose name holds the port."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, self.listen_port))
        listener.listen(64)
        return listener

    def serve(self, listener: socket.socket | None = None) -> None:
        """Serve clients until the listener is closed, which ends no session under way."""
        store = ObjectStore(self.s3)
        with listener or self.open() as door:
            while True:
                try:
                    connection, _ = door.accept()
                except OSError:
                    return  # closed
                session = Session(connection, self.postgres, store)
                threading.Thread(target=session.serve, daemon=True).start()
