"""Times, memories and sizes as a person types them."""

from __future__ import annotations

import pytest

from text_models.comparison.amounts import AmountError, parse_bytes, parse_seconds, parse_sizes


def test_amounts_are_understood() -> None:
    assert [parse_seconds(text) for text in ("90s", "20m", "2h", "1.5m")] == [90, 1_200, 7_200, 90]
    assert [parse_bytes(text) for text in ("800m", "4g", "4G")] == [838_860_800, 4_294_967_296, 4_294_967_296]
    assert parse_sizes("128, 8,all,32,8") == (8, 32, 128, None)
    assert parse_sizes("8") == (8,)


@pytest.mark.parametrize("text", ["", "20", "0s", "-1m", "20 minutes", "1e3s", "m"])
def test_another_time_is_refused(text: str) -> None:
    with pytest.raises(AmountError) as error:
        parse_seconds(text)
    assert str(error.value) == (
        f"{text!r} is no time; expected seconds, minutes or hours, such as 90s, 20m or 2h."
    )


def test_another_memory_or_size_is_refused() -> None:
    with pytest.raises(AmountError, match="'4k' is no memory; expected megabytes or gigabytes"):
        parse_bytes("4k")
    for text in ("8,,32", "1", "some", "-8"):
        with pytest.raises(AmountError, match="is no size of a learning curve"):
            parse_sizes(text)
