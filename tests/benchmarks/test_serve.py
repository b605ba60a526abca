"""BENCH=serve: every client is answered, and what the ratios are."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench_error import BenchError
from benchmarks.serve import Amounts, measure, percentile, read_comments


def test_each_number_of_clients_is_answered() -> None:
    found = measure(Amounts(requests=40, clients=(1, 4), learned=90), ["What a lamp.", "Not so good."])
    assert list(found["clients"]) == ["1", "4"]
    for met in found["clients"].values():
        assert 0 < met["p50_ms"] <= met["p99_ms"]
        assert met["vs_bare"] == pytest.approx(met["requests_per_s"] / found["bare_texts_per_s"], abs=2e-3)
        assert met["load_generator_cpu"] > 0
        assert set(met) == {
            "p50_ms", "p99_ms", "requests_per_s", "vs_bare", "refused", "load_generator_cpu"
        }  # fmt: skip
    assert found["cold_start_s"] > 0
    assert found["mb"] > 10


def test_percentiles_are_by_nearest_rank() -> None:
    ordered = [float(value) for value in range(1, 201)]
    assert [percentile(ordered, percent) for percent in (50, 99, 100)] == [100, 198, 200]
    assert percentile([7.0], 50) == 7


def test_comments_are_a_column_of_a_file(tmp_path: Path) -> None:
    (file := tmp_path / "comments.csv").write_text('comment_text,x\n"Hello,\nyou",1\n ,2\nBye,3\n')
    assert read_comments(file) == ["Hello,\nyou", "Bye"]
    file.write_text("text\nHello\n")
    with pytest.raises(BenchError, match="is no CSV file with a column comment_text"):
        read_comments(file)
