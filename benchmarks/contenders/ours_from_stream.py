"""Our loader, with a Redis stream as the source of its arrivals; its argument is the server's address."""

from __future__ import annotations

import sys
from pathlib import Path

from amzn_review.data_layout import DataLayout
from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer
from benchmarks.stream_server import source_at
from benchmarks.timed_loader import timed_load


def load(job: ContenderJob) -> Seconds:
    """Seconds until the commit, and until the entries are archived and acknowledged as well."""
    data_dir = Path(job.data_dir)
    times = timed_load(data_dir, job.uri, source_at(sys.argv[1], DataLayout(data_dir)))
    return {
        "stream": times.until_commits,
        "stream_with_archive": times.until_commits + times.archiving,
    }


if __name__ == "__main__":
    answer(load)
