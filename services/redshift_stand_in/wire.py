"""Messages of PostgreSQL's wire protocol, version 3, one after another over a socket.

Format: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Mapping

CANCEL_REQUEST = 80_877_102
SSL_REQUEST = 80_877_103
GSS_REQUEST = 80_877_104
LONGEST_MESSAGE = 1 << 30


class HungUpError(ConnectionError):
    """The other side closed the connection."""


class Wire:
    """One side of a connection: whole messages in, whole messages out."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._input = connection.makefile("rb")

    def receive_startup(self) -> tuple[int, bytes]:
        """The first message, which has no type: its code and the rest."""
        (length,) = struct.unpack("!I", self._exactly(4))
        body = self._exactly(_body_length(length))
        return struct.unpack("!I", body[:4])[0], body[4:]

    def send_startup(self, code: int, rest: bytes) -> None:
        """Send a message without a type."""
        self._socket.sendall(struct.pack("!II", len(rest) + 8, code) + rest)

    def receive(self) -> tuple[bytes, bytes]:
        """The next message: its type, one byte, and its body. Raises HungUpError."""
        kind = self._exactly(1)
        (length,) = struct.unpack("!I", self._exactly(4))
        return kind, self._exactly(_body_length(length))

    def send(self, kind: bytes, body: bytes = b"") -> None:
        """Send one message."""
        self._socket.sendall(kind + struct.pack("!I", len(body) + 4) + body)

    def send_byte(self, answer: bytes) -> None:
        """Answer a request for encryption: one byte, no message."""
        self._socket.sendall(answer)

    def send_fields(self, kind: bytes, fields: Mapping[str, str]) -> None:
        """Send an error (E) or a notice (N): a text for each one-letter field."""
        body = b"".join(letter.encode() + text.encode() + b"\0" for letter, text in fields.items())
        self.send(kind, body + b"\0")

    def has_hung_up(self) -> bool:
        """Whether the other side is gone, asked without waiting and without taking what it has sent."""
        readable, _, _ = select.select([self._socket], [], [], 0)
        if not readable:
            return False
        try:
            return not self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    def close(self) -> None:
        """Close the connection."""
        self._input.close()
        self._socket.close()

    def _exactly(self, length: int) -> bytes:
        try:
            data = self._input.read(length)
        except OSError as error:
            raise HungUpError(f"the connection broke: {error}") from error
        if len(data) != length:
            raise HungUpError("the connection was closed in the middle of a message or between two")
        return data


def _body_length(length: int) -> int:
    if not 4 <= length <= LONGEST_MESSAGE:
        raise HungUpError(f"a message says that it is {length} bytes long: this is not PostgreSQL's protocol")
    return length - 4
