"""What a person does with the page, in a real browser: look, decide, undo, many at once, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.label_review.browser.conftest import PHONE, Served

Open = Callable[..., Page]
DECISIONS = """
select document_id, label, labelled_by, finding from label_events where source = 'person' order by event_id
"""


def shows(page: Page, document: int) -> None:
    """Wait until the page shows the text of a document."""
    expect(page.locator("#item-title")).to_have_text(f"Text {document}")


def test_relabel_and_undo(open_page: Open, served: Served, documents: list[int]) -> None:
    page = open_page("ada")
    shows(page, documents[1])  # its label is the least plausible
    expect(page.locator("#item-text")).to_have_text("Comment number 1")
    expect(page.locator("#counts")).to_have_text("10 of 10 comments match.")
    expect(page.locator("#items li")).to_have_count(10)
    page.get_by_role("button", name="y toxic").click()
    shows(page, documents[4])
    assert served.rows(DECISIONS) == [(documents[1], "toxic", "ada", None)]
    expect(page.locator("#progress")).to_have_text("In this session: 1 decided, 1 labels changed.")
    page.get_by_role("button", name="u undo").click()
    shows(page, documents[1])
    expect(page.locator("#message")).to_have_text(f"Undone: {documents[1]}.")
    assert served.label_of(documents[1]) == "normal"


def test_by_the_keyboard_alone(open_page: Open, served: Served, documents: list[int]) -> None:
    page = open_page("ada")
    shows(page, documents[1])
    page.keyboard.press("j")
    shows(page, documents[4])
    page.keyboard.press("k")
    shows(page, documents[1])
    page.keyboard.press("a")
    page.keyboard.press("2")  # the second label
    shows(page, documents[4])
    assert served.rows(DECISIONS) == [(documents[1], "toxic", "ada", "label wrong")]
    page.keyboard.press("b")
    shows(page, documents[8])
    assert served.rows(DECISIONS)[1] == (documents[4], "toxic", "ada", "model wrong")
    page.keyboard.press("u")
    shows(page, documents[4])
    page.reload()
    page.locator("#item-text").wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the text")
    page.keyboard.press("Enter")
    expect(page.locator("#item-part")).to_be_focused()


def test_a_filter_and_many_texts_at_once(open_page: Open, served: Served, documents: list[int]) -> None:
    page = open_page("ada")
    page.locator("#filter [name=label]").select_option("toxic")
    expect(page.locator("#counts")).to_have_text("3 of 10 comments match.")
    page.get_by_role("button", name="Decide all…").click()
    dialog = page.locator("#bulk")
    dialog.locator("#bulk-label").select_option("normal")
    dialog.get_by_role("button", name="Count").click()
    dialog.get_by_role("button", name="Decide 3 texts").click()
    expect(dialog).to_contain_text("3 texts are decided.")
    toxic = [documents[place] for place in (3, 4, 6)]
    assert [served.label_of(document) for document in toxic] == ["normal"] * 3
    dialog.get_by_role("button", name="Undo all of it").click()
    expect(dialog).to_contain_text("3 texts are as before.")
    assert [served.label_of(document) for document in toxic] == ["toxic"] * 3


def test_a_filter_by_where_a_text_comes_from(open_page: Open, served: Served, documents: list[int]) -> None:
    served.warehouse.execute("update documents set language = 'ru' where document_id = %s", [documents[7]])
    served.warehouse.commit()
    page = open_page("ada", size=PHONE)
    page.get_by_text("Where it comes from").click()
    page.get_by_label("Language").fill("ru")
    page.get_by_label("Language").press("Enter")
    expect(page.locator("#counts")).to_have_text("1 of 10 comments match.")
    shows(page, documents[7])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_decisions_come_out_as_a_file(open_page: Open, documents: list[int], tmp_path: Path) -> None:
    page = open_page("ada", "admin")
    page.get_by_role("button", name="y toxic").click()
    shows(page, documents[4])
    page.get_by_role("button", name="Files…").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSONL").click()
    download.value.save_as(tmp_path / "labels.jsonl")
    events = [json.loads(line) for line in (tmp_path / "labels.jsonl").read_text().splitlines()]
    assert len(events) == 11
    assert (events[-1]["text"], events[-1]["label"], events[-1]["labelled_by"]) == (
        "Comment number 1", "toxic", "ada",
    )  # fmt: skip


def test_the_second_of_two_people_is_told_and_chooses(
    open_page: Open, served: Served, documents: list[int]
) -> None:
    ada, bob = open_page("ada"), open_page("bob")
    shows(ada, documents[1])
    shows(bob, documents[4])  # not the one that ada has open
    ada.keyboard.press("j")  # in her list still
    shows(ada, documents[4])
    expect(ada.locator("#message")).to_contain_text(f"Document {documents[4]} is open at bob")
    ada.once("dialog", lambda dialog: dialog.dismiss())
    ada.keyboard.press("1")
    expect(ada.locator("#message")).to_contain_text(f"Document {documents[4]} is open at bob")
    bob.keyboard.press("b")
    shows(bob, documents[8])
    assert served.rows(DECISIONS) == [(documents[4], "toxic", "bob", "model wrong")]
    ada.once("dialog", lambda dialog: dialog.accept())
    ada.keyboard.press("1")
    shows(ada, documents[8])
    assert served.rows(DECISIONS)[1:] == [(documents[4], "normal", "ada", None)]


def test_what_is_decided_while_the_database_is_gone_is_sent_again(
    open_page: Open, served: Served, documents: list[int]
) -> None:
    page = open_page("ada")
    shows(page, documents[1])
    served.lock_out()
    try:
        page.keyboard.press("y")
        expect(page.locator("#message")).to_contain_text("kept in this browser")
    finally:
        served.let_in()
    expect(page.locator("#message")).to_have_text("Everything that was kept has been sent.")
    with served.site.pool.transaction() as connection:
        found = connection.execute(DECISIONS.encode()).fetchall()
    assert found == [(documents[1], "toxic", "ada", None)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_nothing_lies_beside_the_screen(
    open_page: Open, documents: list[int], scheme: Literal["light", "dark"]
) -> None:
    page = open_page("ada", size=PHONE)
    page.emulate_media(color_scheme=scheme)
    shows(page, documents[1])
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="Decide all…").click()
    assert page.locator("#bulk").evaluate("it => it.scrollWidth <= it.clientWidth")
