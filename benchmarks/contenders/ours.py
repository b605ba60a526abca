"""Our loader, with all that it does: listing, hashing, manifest, validation, star schema, checks, ledger."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer
from benchmarks.timed_loader import timed_load


def load(job: ContenderJob) -> Seconds:
    """Seconds until the commit, and until the files are archived as well; the largest memory in MB."""
    times = timed_load(Path(job.data_dir), job.uri)
    return {
        "ours": times.until_commits,
        "ours_with_archive": times.until_commits + times.archiving,
        "archive": times.archiving,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """The most memory that this program held; ru_maxrss counts what the process was before exec(2) too."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    sys.exit("/proc/self/status has no VmHWM; expected a Linux kernel, as this benchmark reads memory there.")


if __name__ == "__main__":
    answer(load)
