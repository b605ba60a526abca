"""Uploader and loader killed at random moments: each record of the stream is loaded once, each byte kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.faults import DIFFERENCES
from benchmarks.review_files import ReviewFiles
from benchmarks.stream import measure
from benchmarks.stream_faults import StreamFaultPlan, stream_fault_result
from benchmarks.workshop import Workshop, open_workshop


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with open_workshop(tmp_path_factory.mktemp("workshop")) as opened:
        yield opened


def test_killed_at_random_moments(workshop: Workshop) -> None:
    """BENCH=stream_faults kills sixty times."""
    result = stream_fault_result(
        workshop, StreamFaultPlan(files=300, loader_kills=4, uploader_kills=2, seed=7)
    )
    assert {name: result[name] for name in DIFFERENCES} == dict.fromkeys(DIFFERENCES, 0)
    assert (result["files"], result["kills"]) == (300, {"loader": 4, "uploader": 2})
    assert sum(result["loader_kills_while"].values()) == 4


def test_the_benchmark_counts_what_both_sides_loaded(workshop: Workshop) -> None:
    result = measure(workshop, ReviewFiles(reviews=60, reviewers=60, products=8), rounds=1)
    assert (result["records"], result["rounds"]) == (60, 1)
    rates = result["records_per_second"]
    assert sorted(rates) == ["ours", "ours_with_archive", "stream", "stream_with_archive"]
    assert result["stream_to_files_until_commits"] == round(rates["stream"] / rates["ours"], 3)
