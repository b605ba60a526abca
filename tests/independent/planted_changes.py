"""Changes of one value in a warehouse that holds the small set, and what the comparison says of each."""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """A statement for both warehouses, and the sentences that follow from it."""

    statement: str
    differences: tuple[str, ...]


def _one_row(table: str, rows: int, difference: str) -> tuple[str, ...]:
    count = f"1 rows are only in the files, 1 only in the warehouse (of {rows} and {rows})"
    return (f"{table}: {count}", f"{table}: {difference}")


CHANGES = (
    Change(  # one character
        "update reviews set review_text = 'Keeps the desk bright!' where reviewer_id = 'A3VOTES0'",
        _one_row(
            "reviews", 71,
            "'A3VOTES0', 'B00LAMP001': review_text: 'Keeps the desk bright.' in the files, "
            "'Keeps the desk bright!' in the warehouse",
        ),
    ),
    Change(  # a letter with its accent beside it, which looks the same
        "update reviews set review_text = 'caf\u00e9' where review_text = 'cafe\u0301'",
        _one_row(
            "reviews", 71,
            "'A1LAMPS', 'B00LAMP001': review_text: 'cafe\u0301' in the files, 'caf\u00e9' in the warehouse",
        ),
    ),
    Change(  # nothing instead of an empty text
        "update reviews set summary = null where summary = ''",
        _one_row(
            "reviews", 71, "'A2SUMS', 'B00LAMP001': summary: '' in the files, None in the warehouse",
        ),
    ),
    Change(
        "delete from users where user_id = 'A5NAMELESS'",
        (
            "users: 1 rows are only in the files, 0 only in the warehouse (of 14 and 13)",
            "users: only in the files: ('A5NAMELESS', None, None, None, None)",
        ),
    ),
    Change(
        "update \"time\" set week = 52 where datetime_ts = '2016-01-01'",
        _one_row(
            "time", 9,
            "datetime.datetime(2016, 1, 1, 0, 0), 2016: week: 53 in the files, 52 in the warehouse",
        ),
    ),
    Change(  # a cent
        "update products set price = 1234.51 where asin = 'B00PRICE2'",
        _one_row(
            "products", 23,
            "'B00PRICE2', \"Fold & Go Lamp's &amp;\": price: Decimal('1234.50') in the files, "
            "Decimal('1234.51') in the warehouse",
        ),
    ),
    Change(
        "update stations set latitude = 12 where station_id = 'ASN00000104'",
        _one_row(
            "stations", 6,
            "'ASN00000104', 'MADE-UP BY THE SEA': latitude: -12.0 in the files, 12.0 in the warehouse",
        ),
    ),
    Change(  # a hundredth of a degree: 53 degrees Fahrenheit are 11.666... Celsius
        "update climate set max_temp = 11.66 where station_id = 'USW00000101' and date = '2015-01-01'",
        _one_row(
            "climate", 270,
            "'USW00000101', datetime.date(2015, 1, 1): max_temp: 11.67 in the files, 11.66 in the warehouse",
        ),
    ),
    Change(  # not seen instead of unknown
        "update climate set wt01 = false where station_id = 'USW00000101' and date = '2015-01-01'",
        _one_row(
            "climate", 270,
            "'USW00000101', datetime.date(2015, 1, 1): wt01: None in the files, False in the warehouse",
        ),
    ),
)  # fmt: skip
