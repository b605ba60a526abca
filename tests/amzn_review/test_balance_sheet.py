from __future__ import annotations

from dataclasses import fields, replace

import psycopg
import pytest

from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError

SHEET = BalanceSheet(
    batch_id="b1", run_id="r1", files=1100, listed=1210, staged=1205, loaded=1200, duplicate=5, quarantined=3,
    held=2, products=7,
)  # fmt: skip


def test_a_sheet_that_closes_says_so_on_one_line() -> None:
    SHEET.require_balance()
    assert SHEET.text() == (
        "batch b1: 1,210 listed = 1,200 loaded + 5 duplicate + 3 quarantined + 2 held "
        "(1,100 files, 7 product records)"
    )


def test_its_fields_come_by_name() -> None:
    assert SHEET.as_dict() == {
        "batch_id": "b1", "run_id": "r1", "files": 1100, "listed": 1210, "staged": 1205, "loaded": 1200,
        "duplicate": 5, "quarantined": 3, "held": 2, "products": 7,
    }  # fmt: skip


@pytest.mark.parametrize("field", ["listed", "loaded", "duplicate", "quarantined", "held", "staged"])
@pytest.mark.parametrize("off_by", [1, -1])
def test_a_number_that_is_off_is_an_error_with_the_numbers(field: str, off_by: int) -> None:
    wrong = replace(SHEET, **{field: getattr(SHEET, field) + off_by})
    with pytest.raises(UnbalancedBatchError) as caught:
        wrong.require_balance()
    assert f"{getattr(wrong, field):,}" in str(caught.value)
    assert "b1" in str(caught.value)
    assert str(caught.value).endswith("Nothing was loaded.")


def test_equal_mistakes_on_both_sides_do_not_close_either() -> None:
    with pytest.raises(UnbalancedBatchError, match="1,205 records were staged, but 1,201 loaded"):
        replace(SHEET, listed=1211, loaded=1201).require_balance()


def test_the_view_has_its_fields_in_their_order(warehouse: psycopg.Connection) -> None:
    columns = warehouse.execute("select * from balance_sheets").description or []
    assert [column.name for column in columns] == [field.name for field in fields(BalanceSheet)]
