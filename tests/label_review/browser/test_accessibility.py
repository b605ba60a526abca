"""axe-core finds nothing in what the page shows: wide and narrow, light and dark, its dialogs open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.label_review.browser.conftest import DESKTOP, PHONE, Served
from tests.npm_packages import install_packages

LOCKED = Path(__file__).parent / "npm"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script that looks at a page."""
    folder = install_packages(LOCKED, tmp_path_factory.mktemp("npm") / "axe")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


def faults(page: Page, axe: str) -> list[tuple[str, Any]]:
    """The rules that something of the page breaks, and where."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["wide", "narrow"])
def test_the_desk_and_its_dialogs(open_page: Open, axe: str, size: tuple[int, int], scheme: Any) -> None:
    page = open_page("ada", "admin", size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.locator("#item-around *").first.wait_for()
    assert faults(page, axe) == []
    for button, dialog in (
        ("Decide all…", "#bulk"),
        ("Files…", "#files"),
        ("Before and after…", "#versions"),
    ):
        page.get_by_role("button", name=button).click()
        page.locator(dialog).wait_for()
        assert faults(page, axe) == []
        page.keyboard.press("Escape")


def test_the_sign_in(open_page: Open, axe: str, served: Served) -> None:
    page = open_page("ada")
    page.get_by_role("button", name="Sign out").click()
    page.locator("#sign-in").wait_for()
    assert faults(page, axe) == []


def test_a_fault_would_be_found(open_page: Open, axe: str) -> None:
    page = open_page("ada")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [rule for rule, _ in faults(page, axe)] == ["button-name"]
