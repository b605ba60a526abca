"""Our loader, with all that it does: listing, hashing, manifest, validation, star schema, checks, ledger."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from amzn_review.postgres.forked_iterators import core_count
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
    """The most memory that this program held, and as much again for each reader as the largest one held.

    A reader shares pages with this process, which count twice here.
    """
    readers = core_count() * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    # ru_maxrss of this process would count what it was before exec(2) too.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024 + readers
    sys.exit("/proc/self/status has no VmHWM; expected a Linux kernel, as this benchmark reads memory there.")


if __name__ == "__main__":
    answer(load)
