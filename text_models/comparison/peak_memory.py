"""The most memory that a process has held."""

from __future__ import annotations

import re
import resource
from pathlib import Path

STATUS = Path("/proc/self/status")
HIGHEST = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak_bytes() -> int:
    """Return the most physical memory that this process has held, in bytes.

    From Linux's `VmHWM` (proc(5)): `ru_maxrss` of a new process begins with what its parent held. Elsewhere
    it is `ru_maxrss`, in kilobytes.
    """
    if STATUS.exists() and (found := HIGHEST.search(STATUS.read_text())):
        return int(found[1]) * 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
