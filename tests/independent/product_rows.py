"""Product metadata of the 2018 format as rows of `products`, read by the standard library alone.

Written from docs/loading.md ("From a record to its row"), docs/data_model.md and the publisher's page,
https://nijianmo.github.io/amazon/index.html; shares no code with the loader.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

_FAKER = "metadata/products/faker-"


def product_rows(files: Mapping[str, bytes], reviewed: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Rows as asin, product_name, features, description, price, brand, category, also_bought, also_viewed,
    is_placeholder, is_made_up; the JSON columns as text.

    `files` are `metadata/products/….json.gz`; `reviewed` is the category of each reviewed product, which has
    a placeholder if no file describes it. Of several records of a product the last one counts, by the file's
    name and then by line, but one of a file `faker-…` never takes the place of a real one.
    """
    rows = {
        asin: (asin, None, "[]", None, None, None, category, "[]", "[]", True, False)
        for asin, category in reviewed.items()
    }
    made_up_first = sorted(files, key=lambda key: (not key.startswith(_FAKER), key))
    for key in made_up_first:
        for line in gzip.decompress(files[key]).splitlines():
            product = json.loads(line)
            rows[product["asin"]] = _row(product, key.startswith(_FAKER))
    return list(rows.values())


def _row(product: dict[str, Any], is_made_up: bool) -> tuple[Any, ...]:
    title = product.get("title") or ""
    return (
        product["asin"],
        None if "getTime" in title else _plain(title),
        _json_list(product.get("feature")),
        "\n".join(text for text in product.get("description") or [] if text) or None,
        _price(product.get("price") or ""),
        _brand(product.get("brand") or ""),
        _category(product),
        _json_list(product.get("also_buy")),
        _json_list(product.get("also_view")),
        False,
        is_made_up,
    )


def _plain(text: str) -> str | None:
    """Entities resolved once, runs of white space one blank, none at the ends; None if nothing is left."""
    return " ".join(html.unescape(text).split()) or None


def _json_list(value: list[str] | None) -> str:
    return json.dumps(value or [], ensure_ascii=False)


def _price(written: str) -> Decimal | None:
    """The lowest amount of a text that is nothing but a price or a range, else None."""
    amounts = written.strip().removeprefix("from ").split("-")
    digits = [amount.strip().removeprefix("$").replace(",", "") for amount in amounts]
    if not all(text.replace(".", "", 1).isdecimal() for text in digits):
        return None
    return min(map(Decimal, digits)).quantize(Decimal("0.01"))


def _brand(written: str) -> str | None:
    """The page's byline is "by", a line break and the name."""
    first, _, rest = written.partition("\n")
    return _plain(rest if first.strip() == "by" else written)


def _category(product: dict[str, Any]) -> str | None:
    """The last element of the path, which ends before the first bullet point or left-over tag."""
    named = None
    for element in product.get("category") or []:
        if "<" in element or element.rstrip().endswith("."):
            break
        named = element
    if named is not None:
        return _plain(named)
    main = product.get("main_cat") or ""
    return _plain(main) if "<" not in main else _name_of_picture(main)


def _name_of_picture(markup: str) -> str | None:
    pictures = _Pictures()
    pictures.feed(markup)
    return _plain(pictures.names[0]) if pictures.names else None


class _Pictures(HTMLParser):
    """Takes down the `alt` of each picture."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("alt")
        if tag == "img" and name:
            self.names.append(name)
