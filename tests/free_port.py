"""Ports for the servers that tests start, in as many test processes as there may be on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice

# Above the ports of well-known services, below those that the system hands out on its own.
_FIRST, _LAST = 20_000, 32_700
_PORTS_EACH = 100


def _hold_ports() -> tuple[socket.socket, Iterator[int]]:
    """Ports that no other test process hands out: the socket on the first keeps the rest for this one."""
    for first in range(_FIRST, _LAST, _PORTS_EACH):
        holder = socket.socket()
        try:
            holder.bind(("127.0.0.1", first))
        except OSError:  # another test process holds it, or a program happens to listen there
            holder.close()
        else:
            return holder, cycle(range(first + 1, first + _PORTS_EACH))
    raise OSError(
        f"Every {_PORTS_EACH}th port from {_FIRST} to {_LAST} is taken; expected a free one. "
        "End the test runs that hold them."
    )


_HOLDER, _OWN_PORTS = _hold_ports()


def free_port() -> int:
    """A port of this process's own on which nothing listens now; the least lately handed out first."""
    for port in islice(_OWN_PORTS, _PORTS_EACH):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"All {_PORTS_EACH} ports of this process are taken; expected a free one.")
