"""Rows as COPY reads them."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amzn_review.records.copy_text import copy_row
from tests.amzn_review.load_site import LoadSite

ODD = ["", "\\N", "\\", "\\.", "\t", "a\nb", "\r\n", "\\n", "tab\there", "Zoë ☕", "\u2028", "\x01\x7f", " "]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (("a", None, "b"), b"a\t\\N\tb"),
        (("a\tb", "c\nd", "e\rf", "g\\h"), b"a\\tb\tc\\nd\te\\rf\tg\\\\h"),
        (("\\N", None), b"\\\\N\t\\N"),
        (("", ""), b"\t"),
        (("Zoë",), b"Zo\xc3\xab"),
    ],
)
def test_a_row_is_written_as_the_manual_says(values: tuple[str | None, ...], text: bytes) -> None:
    assert copy_row(values) == text


values = st.none() | st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(
        st.tuples(values, values, values),
        min_size=1,
        max_size=20,
    )
)
def test_postgresql_reads_back_what_was_written(
    copied_rows: psycopg.Connection, rows: list[tuple[str | None, ...]]
) -> None:
    connection = copied_rows
    connection.execute("truncate copied restart identity")
    with connection.cursor() as cursor, cursor.copy("copy copied (a, b, c) from stdin") as copy:
        copy.write(b"\n".join(map(copy_row, rows)))
    assert connection.execute("select a, b, c from copied order by place").fetchall() == rows


@pytest.fixture(scope="module")
def copied_rows(shared_site: LoadSite) -> Iterator[psycopg.Connection]:
    connection = shared_site.connection
    connection.execute("create temporary table copied (place serial, a text, b text, c text)")
    yield connection
    connection.execute("drop table copied")
