"""A product, whichever of the three published metadata formats it was written in."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from amzn_review.records.record_field import (
    optional_list,
    optional_object,
    optional_text,
    required_id,
    text_list,
)
from text_files.bad_record import BadRecord, shown
from text_files.json_object import read_object

_CENT = Decimal("0.01")
_LARGEST_PRICE = Decimal("99999999.99")
# No two repetitions that stand beside each other match the same characters, and none runs over what begins
# the next match: the time is linear in the text's length, whatever it holds.
_AMOUNT = r"(?:\$\s*)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_PRICE = re.compile(rf"(?:from\s+)?{_AMOUNT}(?:\s*-\s*{_AMOUNT})?", re.ASCII | re.IGNORECASE)
_PICTURE_NAME = re.compile(r'<img\b[^<>]*\balt="([^"]+)"')
_BY = re.compile(r"by\s*\n\s*")


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product in canonical form.

    ``price`` is in USD with two decimals, the lowest of a range, None if the file holds none or page layout
    in its place. ``category`` is the most specific element of the main category path. ``also_buy`` and
    ``also_view`` are asins. Empty texts are None. HTML entities are resolved once in name, brand and
    category.
    """

    asin: str
    product_name: str | None
    features: list[str]
    description: str | None
    price: Decimal | None
    brand: str | None
    category: str | None
    also_buy: list[str]
    also_view: list[str]


def parse_product(raw: bytes | str) -> ProductRecord:
    """The product in one line of JSON; keys that have no column are ignored.

    Formats: 2014 in strict JSON (https://jmcauley.ucsd.edu/data/amazon/links.html), 2018
    (https://nijianmo.github.io/amazon/index.html), 2023 (https://amazon-reviews-2023.github.io), where the
    product is the ``parent_asin``. Raises BadRecord.
    """
    found = read_object(raw)
    related = optional_object(found, "related") or found
    return ProductRecord(
        asin=required_id(
            found, "parent_asin" if found.get("asin") is None and "parent_asin" in found else "asin"
        ),
        product_name=_product_name(found),
        features=text_list(found, "features" if "features" in found else "feature"),
        description="\n".join(part for part in text_list(found, "description") if part.strip()) or None,
        price=_price(found),
        brand=_brand(found),
        category=_category(found),
        also_buy=text_list(related, "also_bought" if "also_bought" in related else "also_buy"),
        also_view=text_list(related, "also_viewed" if "also_viewed" in related else "also_view"),
    )


def _readable(text: str | None) -> str | None:
    return " ".join(html.unescape(text or "").split()) or None


def _product_name(found: dict[str, Any]) -> str | None:
    title = optional_text(found, "title") or ""
    # In 2018 files some titles are a script of the page; the publisher's notebook drops them by this word.
    return None if "getTime" in title else _readable(title)


def _brand(found: dict[str, Any]) -> str | None:
    brand = optional_text(found, "store" if "brand" not in found and "store" in found else "brand") or ""
    # 2018 files keep the page's byline, "by", a line break and the name.
    return _readable(_BY.sub("", brand, count=1) if _BY.match(brand) else brand)


def _category(found: dict[str, Any]) -> str | None:
    path = optional_list(found, "categories" if "categories" in found else "category") or []
    if path and isinstance(path[0], list):  # 2014: several paths, the main one first
        path = path[0]
    named: list[str] = []
    for element in path:
        if not isinstance(element, str):
            raise BadRecord("wrong-type", "category", shown(element), "a list of texts")
        # In 2018 files bullet points and left-over tags follow the path within the same list.
        if "<" in element or element.rstrip().endswith("."):
            break
        named.append(element)
    return _readable(named[-1]) if named else _main_category(found)


def _main_category(found: dict[str, Any]) -> str | None:
    main = optional_text(found, "main_category" if "main_category" in found else "main_cat") or ""
    if "<" not in main:
        return _readable(main)
    picture = _PICTURE_NAME.search(main)  # 2018: some shops show their name as a picture
    return _readable(picture[1]) if picture else None


def _price(found: dict[str, Any]) -> Decimal | None:
    value = found.get("price")
    if value is None:
        return None
    if isinstance(value, str):
        written = _PRICE.fullmatch(value.strip())
        if not written:
            return None
        price = min(Decimal(amount.replace(",", "")) for amount in written.groups() if amount)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        price = Decimal(str(value))
    else:
        raise BadRecord("wrong-type", "price", shown(value), "a number or a text such as $25.00")
    if not 0 <= price <= _LARGEST_PRICE:
        raise BadRecord("out-of-range", "price", shown(value), f"USD from 0 to {_LARGEST_PRICE}")
    return price.quantize(_CENT)
