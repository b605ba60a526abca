"""COPY from the S3 stand-in: real objects over S3's protocol, real rows in PostgreSQL."""

from __future__ import annotations

import gzip
from typing import Any

import psycopg2
import pytest

from tests.redshift_site import ROLE, RedshiftSite
from tests.services.redshift_stand_in.copied_objects import (
    ERRORS,
    GOOD,
    ROWS,
    TABLE,
    copy,
    entries_of,
    part,
    put,
)


def test_rows_arrive_whole(redshift_site: RedshiftSite) -> None:
    redshift_site.run(TABLE)
    entries = [
        *entries_of(redshift_site, GOOD),
        part(redshift_site, "copy/b/reviews/part-00001.json.gz", [{"reviewer_id": "B"}]),
    ]
    connection = redshift_site.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute(copy(redshift_site, entries))
        assert connection.notices == [
            "INFO:  Load into table 'staging_reviews' completed, 2 record(s) loaded successfully.\n"
        ]
        cursor.execute("select pg_last_copy_count()")
        assert cursor.fetchall() == [(2,)]
        cursor.execute(ROWS)
        assert cursor.fetchall() == [
            (1, "A1\\é\t\n'", 5, 7, '{"Color:": " Red \\\\ \\"x\\""}', "2018-03-04 05:06:07.089"),
            (2, "B", None, 7, None, None),
        ]
    connection.close()
    assert redshift_site.run(ERRORS) == []


# Codes: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
BAD_LINES = [
    ('{"reviewer_id": "A", "rating": "five"}', "rating", "int2", "", 1207,
     "Invalid digit, Value 'f', Pos 0, Type: Integer"),
    ('{"reviewer_id": "A", "rating": 4.5}', "rating", "int2", "", 1207,
     "Invalid digit, Value '.', Pos 1, Type: Integer"),
    ('{"reviewer_id": "A", "rating": 32768}', "rating", "int2", "", 1222,
     "Overflow, valid range -32768 to 32767"),
    ('{"rating": 5}', "reviewer_id", "varchar", "14", 1213, "Missing data for not-null field"),
    ('{"reviewer_id": null}', "reviewer_id", "varchar", "14", 1213, "Missing data for not-null field"),
    ('{"reviewer_id": "éééééééé"}', "reviewer_id", "varchar", "14", 1204,
     "String length exceeds DDL length"),
    ('{"reviewer_id": "A\\u0000"}', "reviewer_id", "varchar", "14", 1220,
     "String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: 00 (error 3)"),
    ('{"reviewer_id": "A", "review_time": "4 March"}', "review_time", "timestamp", "", 1206,
     "Invalid timestamp format or value [auto]"),
    ('{"reviewer_id": "A", "style": {"a": "\\ud800"}}', "style", "super", "", 1224,
     "Invalid JSON for SUPER: a surrogate without its other half"),
    ('["A", 5]', "", "", "", 1216, "Invalid JSON: expected an object"),
    ('{"reviewer_id": "A"', "", "", "", 1216,
     "Invalid JSON: Expecting ',' delimiter: line 2 column 1 (char 20)"),
    ('{"reviewer_id": NaN}', "", "", "", 1216, "Invalid JSON: NaN is not JSON"),
]  # fmt: skip


def test_each_bad_line_is_told_and_the_good_ones_load(redshift_site: RedshiftSite) -> None:
    redshift_site.run(TABLE)
    entries = entries_of(redshift_site, *[bad[0] for bad in BAD_LINES], GOOD)
    redshift_site.run(copy(redshift_site, entries, "maxerror 100"))
    assert [row[1] for row in redshift_site.run(ROWS)] == ["A1\\é\t\n'"]
    url = redshift_site.bucket.url("copy/b/reviews/part-00000.json.gz")
    assert redshift_site.run(ERRORS) == [
        (url, number, *bad[1:]) for number, bad in enumerate(BAD_LINES, start=1)
    ]


# Amazon: "If the load returns the error_count number of errors or greater, the load fails."
@pytest.mark.parametrize(("most_errors", "bad_lines", "loaded"), [(0, 1, None), (2, 1, 1), (2, 2, None)])
def test_maxerror(redshift_site: RedshiftSite, most_errors: int, bad_lines: int, loaded: int | None) -> None:
    redshift_site.run(TABLE)
    bad = [{"reviewer_id": None}] * bad_lines
    command = copy(redshift_site, entries_of(redshift_site, GOOD, *bad), f"maxerror {most_errors}")
    if loaded is None:
        with pytest.raises(psycopg2.Error) as caught:
            redshift_site.run(command)
        assert caught.value.diag.message_primary == (
            "Load into table 'staging_reviews' failed. "
            "Check 'sys_load_error_detail' system table for details."
        )
    else:
        redshift_site.run(command)
    assert len(redshift_site.run(ROWS)) == (loaded or 0)
    assert [row[1] for row in redshift_site.run(ERRORS)] == [2, 3][:bad_lines]


def test_errors_are_kept_and_rows_are_not_when_the_transaction_is_rolled_back(
    redshift_site: RedshiftSite,
) -> None:
    redshift_site.run(TABLE)
    connection = redshift_site.connect()
    with connection.cursor() as cursor:
        cursor.execute(copy(redshift_site, entries_of(redshift_site, GOOD, "no JSON"), "maxerror 10"))
        cursor.execute("select count(*) from staging_reviews")
        assert cursor.fetchone() == (1,)
        connection.rollback()
    connection.close()
    assert redshift_site.run(ROWS) == []
    assert [row[1] for row in redshift_site.run(ERRORS)] == [2]


def test_what_the_manifest_says_must_be_so(redshift_site: RedshiftSite) -> None:
    redshift_site.run(TABLE)
    (entry,) = entries_of(redshift_site, GOOD)
    length = entry["meta"]["content_length"]
    gone = redshift_site.bucket.url("copy/b/reviews/gone.json.gz")
    for wrong, sentence in [
        ({"url": gone, "mandatory": True}, rf"S3ServiceException:.*,Status 404,.*{gone}"),
        ({**entry, "meta": {"content_length": length + 1}},
         rf"The manifest says that {entry['url']} is {length + 1} bytes long; it is {length}\."),
        ({"url": "copy/b/part"}, r"'copy/b/part' is not the full path of an S3 object"),
        ({"address": gone}, r"is not a valid COPY manifest: KeyError\('url'\)"),
    ]:  # fmt: skip
        with pytest.raises(psycopg2.InternalError, match=sentence):
            redshift_site.run(copy(redshift_site, [entry, wrong]))
        assert redshift_site.run(ROWS) == []
    redshift_site.run(copy(redshift_site, [entry, {"url": gone, "mandatory": False}]))
    assert len(redshift_site.run(ROWS)) == 1


def test_half_an_object_loads_nothing(redshift_site: RedshiftSite) -> None:
    redshift_site.run(TABLE)
    data = gzip.compress(b'{"reviewer_id": "A"}\n' * 1000)[:-9]
    url = put(redshift_site, "copy/b/reviews/half.json.gz", data)
    with pytest.raises(psycopg2.InternalError, match=r"half\.json\.gz is not a whole gzip file"):
        redshift_site.run(copy(redshift_site, [{"url": url, "mandatory": True}]))
    assert redshift_site.run(ROWS) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("iam_role '" + ROLE + "'", ""), "COPY needs IAM_ROLE"),
        ((ROLE, "copy-role"), "COPY needs IAM_ROLE .* found 'copy-role'"),
        (
            ("iam_role '" + ROLE + "'", "access_key_id 'A' secret_access_key 'B'"),
            "does not know COPY's option",
        ),
        (("staging_reviews", "no_table"), "Cannot COPY into nonexistent table no_table"),
        (("review_time)", "no_column)"), 'column "no_column" of relation "staging_reviews" does not exist'),
        ((", review_time)", ")"), "Number of jsonpaths and the number of columns should match"),
        (("maxerror 10", "maxerror 100001"), "MAXERROR is a number from 0 to 100000; found 100001"),
        (("gzip", "gzip csv"), "does not know COPY's option CSV"),
    ],
)
def test_a_wrong_command_is_refused(
    redshift_site: RedshiftSite, change: tuple[str, str], sentence: str
) -> None:
    redshift_site.run(TABLE)
    command = copy(redshift_site, entries_of(redshift_site, GOOD), "maxerror 10")
    assert change[0] in command
    with pytest.raises(psycopg2.Error, match=sentence):
        redshift_site.run(command.replace(*change))
    redshift_site.run(command)
    assert len(redshift_site.run(ROWS)) == 1


@pytest.mark.parametrize(
    ("option", "value", "loaded"),
    [
        ("truncatecolumns", "ééééééééé", "ééééééé"),
        ("acceptinvchars", "A\x00\ud800B", "A??B"),
        ("acceptinvchars as '_'", "A\x00", "A_"),
        ("emptyasnull", "", None),
        ("blanksasnull", "  ", None),
    ],
)
def test_options(redshift_site: RedshiftSite, option: str, value: str, loaded: str | None) -> None:
    redshift_site.run("create table words (word varchar(14))")
    part(redshift_site, "words/a.json.gz", [{"word": value}])
    redshift_site.run(
        f"copy words from '{redshift_site.bucket.url('words/')}' iam_role default "
        f"format as json 'auto' gzip {option}"
    )
    assert redshift_site.run("select word from words") == [(loaded,)]


@pytest.mark.parametrize(
    ("sql_type", "value", "loaded"),
    [
        ("varchar(20)", 1.50, "1.5"),
        ("varchar(20)", True, "true"),
        ("varchar(20)", ["a", 1], '["a",1]'),
        ("varchar(20)", "", ""),
        ("char(4)", "ab", "ab  "),
        ("integer", " 12 ", "12"),
        ("integer", "", None),
        ("numeric(12, 2)", "19.994", "19.99"),
        ("float8", "1e3", "1000"),
        ("boolean", "yes", "t"),
        ("boolean", 0, "f"),
        ("date", "2018-03-04", "2018-03-04"),
        ("timestamp", "2018-03-04T05:06:07+02:00", "2018-03-04 03:06:07"),
    ],
)
def test_good_values(redshift_site: RedshiftSite, sql_type: str, value: Any, loaded: str | None) -> None:
    redshift_site.run(f"create table one_value (a {sql_type})")
    part(redshift_site, "values/a.json.gz", [{"a": value}])
    redshift_site.run(
        f"copy one_value from '{redshift_site.bucket.url('values/')}' iam_role default json 'auto' gzip "
        "timeformat 'auto'"
    )
    # PostgreSQL's own words, before a driver makes objects of them.
    with (
        redshift_site.postgres.connect() as connection,
        connection.cursor().copy("copy one_value to stdout") as rows,
    ):
        text = b"".join(bytes(data) for data in rows).decode()
    assert text == ("\\N" if loaded is None else loaded) + "\n"
