"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil
import psycopg


def machine(connection: psycopg.Connection) -> dict[str, str | int | float]:
    """Cores, memory in GB, and the versions of what takes part."""
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "postgres": connection.info.parameter_status("server_version") or "unknown",
    }


def cpu_model() -> str:
    """The processor, as the system calls it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
