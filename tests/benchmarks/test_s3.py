"""The measurement on a few objects: the shape of its JSON, and what it does not accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import s3
from benchmarks.bench_error import BenchError
from benchmarks.s3_contenders import BotoLoop, Ours


def test_the_figures_of_both_contenders(tmp_path: Path) -> None:
    measured = s3.measure(tmp_path, 30, 2)
    assert (measured["objects"], measured["rounds"]) == (30, 2)
    for direction in ("upload", "read"):
        rates = measured["all_rounds"][direction]
        assert {name: len(values) for name, values in rates.items()} == {"boto3_loop": 2, "ours": 2}
        assert all(rate > 0 for values in rates.values() for rate in values)
        assert measured[f"{direction}_vs_boto3_loop"] > 0
        assert set(measured[f"{direction}_objects_a_second"]) == {"boto3_loop", "ours"}


@pytest.mark.parametrize("contender", [BotoLoop, Ours])
def test_a_contender_that_reads_less_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contender: type[BotoLoop | Ours]
) -> None:
    whole = contender.read
    monkeypatch.setattr(contender, "read", lambda self: list(whole(self))[1:])
    with pytest.raises(BenchError, match=f"{contender.__name__} uploaded 5 and read 4 of 5 objects"):
        s3.measure(tmp_path, 5, 1)
