"""Ports on the loopback interface."""

from __future__ import annotations

import socket

import psutil

from services.service_error import ServiceError

LOOPBACK = "127.0.0.1"


def is_listening(port: int) -> bool:
    """Whether something accepts connections on 127.0.0.1:`port`."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def require_free_port(port: int, *, wanted_by: str, variable: str) -> None:
    """Raise ServiceError, naming the holder where the system tells, when `port` is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            raise ServiceError(
                f"Port {port}, wanted by {wanted_by}, may not be used by this user; "
                f"expected one above 1023. Choose another: {variable}=PORT make local."
            ) from None
        except OSError:
            raise ServiceError(
                f"Port {port}, wanted by {wanted_by}, is taken by {_holder(port)}. "
                f"End that program, or choose another port: {variable}=PORT make local."
            ) from None


def _holder(port: int) -> str:
    """The program that listens on `port`, or "another program" where the system does not say."""
    try:
        connections = psutil.net_connections("inet")
    except psutil.AccessDenied:
        return "another program"
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            try:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
            except psutil.NoSuchProcess:
                break
    return "another program"
