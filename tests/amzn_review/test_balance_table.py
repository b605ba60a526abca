"""The table of balance sheets, character by character."""

from __future__ import annotations

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.balance_table import EQUATION, balance_table


def sheet(
    batch_id: str, loaded: int, duplicate: int = 0, quarantined: int = 0, held: int = 0
) -> BalanceSheet:
    staged = loaded + duplicate
    listed = staged + quarantined + held
    return BalanceSheet(
        batch_id, "a-run", listed, listed, staged, loaded, duplicate, quarantined, held, products=7
    )


def test_one_batch_is_one_line() -> None:
    assert balance_table([sheet("20260101T000000000-1f2e", 49_000, 500, 300, 200)]) == [
        "batch                     files  listed = loaded + duplicate + quarantined + held  staged  products",
        "20260101T000000000-1f2e  50,000  50,000 = 49,000 +       500 +         300 +  200  49,500         7",
    ]


def test_several_batches_have_a_sum() -> None:
    assert balance_table([sheet("a", 1_000_000), sheet("b", 2, 3)]) == [
        "batch         files     listed =    loaded + duplicate + quarantined + held     staged  products",
        "a         1,000,000  1,000,000 = 1,000,000 +         0 +           0 +    0  1,000,000         7",
        "b                 5          5 =         2 +         3 +           0 +    0          5         7",
        "sum of 2  1,000,005  1,000,005 = 1,000,002 +         3 +           0 +    0  1,000,005        14",
    ]


def test_of_many_batches_the_last_are_shown_and_all_are_summed() -> None:
    assert balance_table([sheet(name, 1) for name in "abcd"], EQUATION, most=2) == [
        "batch     listed = loaded + duplicate + quarantined + held",
        "… 2 more",
        "c              1 =      1 +         0 +           0 +    0",
        "d              1 =      1 +         0 +           0 +    0",
        "sum of 4       4 =      4 +         0 +           0 +    0",
    ]
    assert len(balance_table([sheet(name, 1) for name in "ab"], most=2)) == 4


def test_no_batch_is_a_heading() -> None:
    assert balance_table([]) == [
        "batch  files  listed = loaded + duplicate + quarantined + held  staged  products"
    ]
