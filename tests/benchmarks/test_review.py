"""BENCH=review: everything that a person waits for is timed, in a browser over a real warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench_error import BenchError
from benchmarks.review import FILTERS, measure
from benchmarks.review_browser import find_chromium, times_in_browser
from benchmarks.workshop import open_workshop

has_browser = pytest.mark.skipif(
    find_chromium() is None, reason="there is no Chromium: apt-get install chromium"
)


@has_browser
def test_each_thing_that_a_person_waits_for_is_timed(tmp_path: Path) -> None:
    with open_workshop(tmp_path) as workshop:
        found = measure(workshop, 300, 1)
    answers, filters = found.pop("answers"), found.pop("filters_s")
    assert list(found) == [
        "points", "first_paint_s", "paint_again_s", "click_to_detail_s", "filter_s", "export_s", "server_mb",
    ]  # fmt: skip
    assert (list(answers), list(filters)) == (["queue_s", "next_s", "item_s", "around_s"], list(FILTERS))
    assert min(*found.values(), *answers.values(), *filters.values()) > 0
    assert (found["points"], found["filter_s"]) == (300, max(filters.values()))
    assert found["server_mb"] > 50


def test_without_a_browser_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BenchError, match="is measured in Chromium: `make install`, and `apt-get install"):
        times_in_browser("http://127.0.0.1:1", {}, 1)
