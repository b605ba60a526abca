"""`make bench` without a name it knows."""

from __future__ import annotations

import pytest

from benchmarks import scale
from benchmarks.__main__ import main

KNOWN = (
    "expected one of: faults, ladder, load, rating, review, s3, scale, score, serve, stream, stream_faults, "
    "text. Such as: make bench BENCH=load\n"
)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], "No benchmark is named; "),
        ([""], "No benchmark is named; "),
        (["speed"], "BENCH=speed is no benchmark; "),
    ],
)
def test_the_known_ones_are_named(
    arguments: list[str], found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == found + KNOWN


@pytest.mark.parametrize("text", ["x", "1,,2", "-1", "1 2"])
def test_sizes_that_are_no_numbers(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCALE_ROWS", text)
    assert main(["scale"]) == 1
    assert capsys.readouterr().err.startswith(f"SCALE_ROWS is {text!r}; expected whole numbers with commas")


def test_the_usual_sizes() -> None:
    assert scale.Sizes() == scale.Sizes((100_000, 300_000, 1_000_000), (0, 1_000_000, 10_000_000), 10_000, 5)
