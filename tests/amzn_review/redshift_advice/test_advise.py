"""The advice on the first version's schema and on ours, its numbers counted by hand.

Rows lie in PostgreSQL behind the Redshift stand-in; how a cluster itself spreads them only a cluster shows
(`select "table", skew_rows from svv_table_info`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.redshift_advice.advice import ADVICE_KINDS, Advice
from amzn_review.redshift_advice.advise import AdviceLimits, advise_design, advise_rows
from amzn_review.redshift_advice.table_design import ColumnDesign, TableDesign, read_designs
from amzn_review.redshift_advice.table_join import TableJoin, read_joins
from amzn_review.redshift_advice.table_measures import TableMeasures
from amzn_review.sql_catalog import SqlCatalog
from tests.conftest import PROJECT_ROOT, SQL_DIR
from tests.redshift_site import RedshiftSite

FIRST_VERSION = Path(__file__).parent / "first_version"
OURS = SQL_DIR / "redshift" / "schema"


@pytest.fixture
def session(redshift_site: RedshiftSite) -> RedshiftSession:
    """An empty warehouse."""
    address = redshift_site.address
    return RedshiftSession(
        RedshiftAddress(address.host, address.port, address.database, address.user, address.password),
        SqlCatalog(SQL_DIR, "redshift"),
    )


@pytest.fixture
def postgres(redshift_site: RedshiftSite) -> Iterator[psycopg.Connection]:
    """The same database without the stand-in, to fill it by what Redshift has not."""
    with redshift_site.postgres.connect(autocommit=True) as connection:
        yield connection


def designs_of(folder: Path) -> list[TableDesign]:
    return [design for path in sorted(folder.glob("*.sql")) for design in read_designs(path)]


def joins_of(folder: Path) -> list[TableJoin]:
    return [join for path in sorted(folder.glob("*.sql")) for join in read_joins(path)]


def measured(session: RedshiftSession, folder: Path, limits: AdviceLimits) -> list[Advice]:
    with session.transaction() as transaction:
        measures = TableMeasures(transaction)
        return list(advise_rows(designs_of(folder), joins_of(folder), measures, limits))


def numbers(found: list[Advice]) -> list[tuple[object, ...]]:
    return [(one.kind, one.table, one.columns, one.numbers) for one in found]


def test_ddl_is_read_as_it_stands() -> None:
    assert designs_of(FIRST_VERSION) == [
        TableDesign(
            "users",
            {
                "user_id": ColumnDesign("user_id", 65_535, True, frozenset()),
                "name": ColumnDesign("name", 65_535, False, frozenset()),
                "country": ColumnDesign("country", 65_535, False, frozenset()),
            },
            "country",
            (("user_id",),),
        ),
        TableDesign(
            "time",
            {
                "datetime_ts": ColumnDesign("datetime_ts", 0, True, frozenset()),
                "year": ColumnDesign("year", 0, False, frozenset()),
                "month": ColumnDesign("month", 0, False, frozenset()),
            },
            "year",
            (("datetime_ts",),),
        ),
        TableDesign(
            "reviews",
            {
                "review_id": ColumnDesign("review_id", 0, True, frozenset()),
                "user_id": ColumnDesign("user_id", 65_535, True, frozenset()),
                "review_text": ColumnDesign("review_text", 65_535, False, frozenset()),
                "review_time": ColumnDesign("review_time", 0, True, frozenset()),
            },
            None,
            (("review_id",),),
        ),
    ]
    assert joins_of(FIRST_VERSION) == [
        TableJoin("reviews", ("review_time",), "time", ("datetime_ts",), "ratings_by_month.sql"),
        TableJoin("reviews", ("user_id",), "users", ("user_id",), "ratings_by_month.sql"),
    ]


def test_the_first_version_without_its_rows() -> None:
    assert numbers(list(advise_design(designs_of(FIRST_VERSION)))) == [
        ("nullable-distribution-key", "users", ("country",), {}),
        ("nullable-distribution-key", "time", ("year",), {}),
    ]


def test_the_first_version_with_rows(
    session: RedshiftSession, postgres: psycopg.Connection, redshift_site: RedshiftSite
) -> None:
    redshift_site.run((FIRST_VERSION / "tables.sql").read_text())
    # 1,000 users without a country; 60,000 moments of 10 years, each twice; 30,000 reviews of 20,000 moments.
    postgres.execute(
        "insert into users (user_id, name) "
        "select 'A' || lpad(n::text, 13, '0'), 'x' from generate_series(1, 1000) as n"
    )
    postgres.execute(
        "insert into time select timestamp '2018-01-01' + n * interval '1 second', 2009 + n % 10, 1 "
        "from generate_series(0, 59999) as n, generate_series(1, 2)"
    )
    postgres.execute(
        "insert into reviews (user_id, review_text, review_time) select 'A' || lpad((n % 1000 + 1)::text, "
        "13, '0'), "
        "repeat('x', 9000), timestamp '2018-01-01' + n % 20000 * interval '1 second' "
        "from generate_series(0, 29999) as n"
    )
    found = measured(session, FIRST_VERSION, AdviceLimits(slices=4))
    # Ten equally frequent values, each on one of 4 slices by chance: sqrt((4 - 1) * 10 * 0.1 ** 2).
    deviation = round(math.sqrt(0.3), 4)
    assert numbers(found) == [
        ("null-distribution-key", "users", ("country",), {"rows": 1000, "nulls": 1000}),
        ("wide-varchar", "users", ("user_id",), {"declared": 65_535, "longest": 14}),
        ("wide-varchar", "users", ("name",), {"declared": 65_535, "longest": 1}),
        (
            "skewed-distribution-key",
            "time",
            ("year",),
            {"rows": 120_000, "values": 10, "largest": 12_000, "deviation": deviation},
        ),
        ("duplicate-key", "time", ("datetime_ts",), {"rows": 120_000, "values": 60_000}),
        ("wide-varchar", "reviews", ("user_id",), {"declared": 65_535, "longest": 14}),
        ("multiplying-join", "reviews", ("review_time",), {"rows": 30_000, "joined": 60_000}),
    ]
    assert found[0].sentence == (
        "users is distributed by country, which is null in 1,000 of 1,000 rows: they all lie on one slice "
        "of 4. "
        "Distribute by a column that every row has, or EVEN."
    )
    assert found[-1].sentence == (
        "ratings_by_month.sql joins reviews.review_time = time.datetime_ts: 30,000 rows of reviews become "
        "60,000, "
        "because time has several rows for one value. Make time unique by datetime_ts before the join."
    )


def test_ours_with_rows(session: RedshiftSession, postgres: psycopg.Connection) -> None:
    migrate(session, pytest.fail)
    # 120,000 reviews of 30,000 products, 60,000 users and 120,000 moments.
    postgres.execute(
        "insert into users (user_id, name) select 'A' || n, 'name' from generate_series(0, 59999) as n"
    )
    postgres.execute(
        "insert into products (asin, product_name, features, also_bought, also_viewed, is_placeholder, "
        "is_made_up) "
        "select 'B' || n, 'product', '[]', '[]', '[]', true, false from generate_series(0, 29999) as n"
    )
    postgres.execute(
        "insert into time select timestamp '2018-01-01' + n * interval '1 second', 2018, 1, 1, 1, 1, 1 "
        "from generate_series(0, 119999) as n"
    )
    postgres.execute(
        "insert into reviews (review_key, reviewer_id, asin, rating, review_text, summary, vote, "
        "review_time, "
        "batch_id, source_key, line_number) select md5(n::text), 'A' || n % 60000, 'B' || n % 30000, 5, "
        "'good', "
        "'good', 0, timestamp '2018-01-01' + n * interval '1 second', 'b', 'reviews/a/b.json.gz', 1 "
        "from generate_series(0, 119999) as n"
    )
    assert list(advise_design(designs_of(OURS))) == []
    assert measured(session, OURS, AdviceLimits(slices=4)) == []
    # It looked: the same rows, every limit at its lowest.
    strictest = AdviceLimits(slices=4, least_rows=0, most_deviation=0.0)
    assert numbers(measured(session, OURS, strictest)) == [
        ("skewed-distribution-key", "users", ("user_id",),
         {"rows": 60_000, "values": 60_000, "largest": 1, "deviation": round(math.sqrt(3 / 60_000), 4)}),
        ("skewed-distribution-key", "products", ("asin",),
         {"rows": 30_000, "values": 30_000, "largest": 1, "deviation": 0.01}),
        ("skewed-distribution-key", "reviews", ("asin",),
         {"rows": 120_000, "values": 30_000, "largest": 4, "deviation": 0.01}),
    ]  # fmt: skip


def test_each_warning_is_documented() -> None:
    page = (PROJECT_ROOT / "docs" / "advise.md").read_text()
    assert [kind for kind in ADVICE_KINDS if f"| `{kind}` |" not in page] == []


def test_a_wide_text_is_accepted_with_a_reason_only(tmp_path: Path) -> None:
    path = tmp_path / "t.sql"
    path.write_text(
        "create table t (\n"
        "    a varchar(65535), -- advise: wide-varchar, the source sets no limit\n"
        "    b varchar(65535), -- advise: wide-varchar\n"
        "    c varchar(65535) -- wide-varchar, because\n"
        ")\n"
    )
    (design,) = read_designs(path)
    assert [column.name for column in design.columns.values() if column.accepted] == ["a"]


@pytest.mark.parametrize(
    ("condition", "joins"),
    [
        ("t on r.a = t.b", [TableJoin("r", ("a",), "t", ("b",), "q.sql")]),
        ("t on t.b = r.a and t.d = r.c", [TableJoin("r", ("a", "c"), "t", ("b", "d"), "q.sql")]),
        ("t using (a)", [TableJoin("r", ("a",), "t", ("a",), "q.sql")]),
        ("t as x on r.a = x.b", [TableJoin("r", ("a",), "t", ("b",), "q.sql")]),
        # Narrowed to one station, days are unique: of such a join the columns alone say nothing.
        ("t on r.a = t.b and t.station_id = %(station_id)s", []),
        ("(select b from t) as x on r.a = x.b", []),
        ("t on r.a::date = t.b", []),
    ],
)
def test_joins(tmp_path: Path, condition: str, joins: list[TableJoin]) -> None:
    path = tmp_path / "q.sql"
    path.write_text(" ".join(("select * from r inner join", condition)))
    assert read_joins(path) == joins


@pytest.mark.parametrize(
    ("source", "sentence"),
    [("create table t (a int", "bracket that is not closed"), ("create table t (a varchar('", "is not SQL")],
)
def test_what_is_not_ddl(tmp_path: Path, source: str, sentence: str) -> None:
    path = tmp_path / "t.sql"
    path.write_text(source)
    with pytest.raises(ValueError, match=sentence):
        read_designs(path)
