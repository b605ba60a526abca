"""What a person waits for in a browser that shows the label review."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.bench_error import BenchError

if TYPE_CHECKING:
    from playwright.sync_api import Page

# As root there is no sandbox; nothing but the page is asked for over the network.
OPTIONS = [
    "--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-quic", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
# Seconds from an act until what it changes is there and painted; each change of the page asks `isDone`.
TIMED = """
async (act, isDone) => {
  const began = performance.now();
  await new Promise((resolve) => {
    const look = () => {
      if (!isDone()) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(resolve));
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    act();
  });
  return (performance.now() - began) / 1000;
}
"""
CLICK = f"""
(place) => {{
  const before = document.querySelector("#item-title").textContent;
  return ({TIMED})(
    () => document.querySelector(`#items [data-place="${{place}}"]`).click(),
    () => document.querySelector("#item-title").textContent !== before,
  );
}}
"""
FILTER = f"""
([name, value]) => ({TIMED})(
  () => {{
    document.querySelector("#filter").reset();
    const field = document.querySelector(`#filter [name="${{name}}"]`);
    field.value = value;
    field.dispatchEvent(new Event("change", {{ bubbles: true }}));
  }},
  () => document.querySelector("#counts").textContent.endsWith("match."),
)
"""


def find_chromium() -> str | None:
    """The path of Debian's Chromium, or of another system's; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def times_in_browser(
    address: str, filters: Mapping[str, Sequence[str]], rounds: int
) -> dict[str, float | dict[str, float]]:
    """Return seconds: `first_paint_s` until a text stands on the page at `address`, which signs in, and more.

    `click_to_detail_s` and each filter's are medians; `filter_s` is the slowest filter's. `filters` has
    values by the name of their field. Raises BenchError where there is no browser.
    """
    chromium = find_chromium()
    # To run the main job Playwright is not installed, to run the tests it is.
    if chromium is None or find_spec("playwright") is None:
        raise BenchError(
            "BENCH=review is measured in Chromium: `make install`, and `apt-get install chromium`."
        )
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=OPTIONS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(300_000)
        first = _painted(page, address)
        again = median(_painted(page, None) for _ in range(rounds))
        # What is looked up for the first text takes the processor too.
        page.locator("#item-around *").first.wait_for()
        page.wait_for_load_state("networkidle")
        clicks = median(float(page.evaluate(CLICK, 1 + turn % 4)) for turn in range(rounds))
        by_filter = {
            name: median(float(page.evaluate(FILTER, [name, value])) for value in values)
            for name, values in filters.items()
        }
        browser.close()
    return {
        "first_paint_s": round(first, 3),
        "paint_again_s": round(again, 3),
        "click_to_detail_s": round(clicks, 3),
        "filter_s": round(max(by_filter.values()), 3),
        "filters_s": {name: round(value, 3) for name, value in by_filter.items()},
    }


def _painted(page: Page, address: str | None) -> float:
    """Seconds until the page, loaded from the address or again, shows a text."""
    began = time.perf_counter()
    if address is None:
        page.reload(wait_until="commit")
    else:
        page.goto(address, wait_until="commit")
    page.locator("#item-text").wait_for()
    return time.perf_counter() - began
