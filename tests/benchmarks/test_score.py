"""BENCH=score: that both numbers of workers answer every text, and what the ratios are."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.score import Amounts, measure


def test_one_worker_and_two_answer_the_same_texts() -> None:
    amounts = Amounts(texts={"nb_lr": 300, "muse": 300}, chunk=100, memory=(50, 200), learned=90)
    found = measure(amounts, Path("/nonexistent"))
    assert list(found["rungs"]["muse"]) == ["missing"]
    rung = found["rungs"]["nb_lr"]
    assert (rung["texts"], len(rung["peak_mb_of_1"]), len(rung["peak_mb_of_2"])) == (300, 1, 2)
    assert rung["two_against_one"] == pytest.approx(rung["seconds_of_1"] / rung["seconds_of_2"], rel=0.02)
    for workers in (1, 2):
        rate = 300 / rung[f"seconds_of_{workers}"]
        assert rung[f"per_second_of_{workers}"] == pytest.approx(rate, rel=0.01)
    assert all(peak > 10 for peak in found["memory"]["peak_mb"])
