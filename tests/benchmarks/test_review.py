"""BENCH=review: everything that a person asks for is answered, by a page over a real warehouse."""

from __future__ import annotations

from pathlib import Path

from benchmarks.review import measure
from benchmarks.workshop import open_workshop


def test_each_thing_that_a_person_asks_for_is_timed(tmp_path: Path) -> None:
    with open_workshop(tmp_path) as workshop:
        found = measure(workshop, 300, 1)
    assert list(found) == [
        "points", "first_queue_s", "queue_s", "first_around_s", "click_to_detail_s", "next_s", "filter_s",
        "export_csv_s", "export_jsonl_s", "server_mb",
    ]  # fmt: skip
    assert found["points"] == 300
    assert min(found.values()) > 0
    assert found["server_mb"] > 50
