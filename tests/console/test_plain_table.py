from __future__ import annotations

import pytest

from console.plain_table import cut_middle, plain_table

HEAD = ("id", "file", "number")
ROWS = [("1", "reviews/all_beauty/00a1b2c3d4e5f607.json.gz line 1", 1_000), ("22", "short", 1)]


def test_texts_stand_left_and_numbers_right() -> None:
    assert plain_table(HEAD, [("1", "ab", 1_000), ("22", "c", 1)]).splitlines() == [
        "id  file  number",
        "1   ab     1,000",
        "22  c          1",
    ]
    assert plain_table(HEAD, []) == "id  file  number"


def test_the_longest_text_loses_its_middle() -> None:
    assert plain_table(HEAD, ROWS, 40).splitlines() == [
        "id  file                          number",
        "1   reviews/all_b…json.gz line 1   1,000",
        "22  short                              1",
    ]
    assert plain_table(HEAD, ROWS, 200) == plain_table(HEAD, ROWS)


@pytest.mark.parametrize("width", [10, 20, 30, 62, 63, 64])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    assert max(map(len, plain_table(HEAD, ROWS, width).splitlines())) <= width


def test_a_text_is_cut_in_its_middle() -> None:
    assert [cut_middle("abcdefgh", width) for width in (8, 7, 6)] == ["abcdefgh", "abc…fgh", "ab…fgh"]
