"""A small set of files that are made up, with what is hard to read: as they come below uploaded/."""

from __future__ import annotations

import gzip
import json
from typing import Any

from tests.independent.climate_rows import Units
from tests.independent.small_climate import imperial, later, metric, tenths

_LAMP: dict[str, Any] = {
    "overall": 5.0,
    "verified": True,
    "reviewTime": "09 1, 2016",
    "reviewerID": "A1LAMPS",
    "asin": "B00LAMP001",
    "style": {"Size:": " Small", "Color:": " Blue"},
    "reviewerName": "Zoë Müller",
    "reviewText": "Keeps the desk bright.",
    "summary": "Bright",
    "unixReviewTime": 1472688000,
}
_ABSENT = object()


def _review(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (_LAMP | changes).items() if value is not _ABSENT}


_TEXTS = (
    "", " ", "  blanks at both ends  ", "\ttab\tand \\ and \\N and \\.", "line\nbreak\r\nand \r return",
    'quotes " and \' and {"a": 1}', "caf\u00e9", "cafe\u0301", "\U0001f600\U0001f468\u200d\U0001f469",
    "\u706f\u5177", "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "sep\u2028ara\u2029tor\u0085s", "\ufeffmark", "\x01\x1f\x7f controls", "\\u0000 is no NUL",
    "&amp; &#39; <br/>", "a" * 20_000, "\U0001f600" * 9_000,
)  # fmt: skip
_VOTES = ("2", "1,234", "1,234,567", 12, 12.0, None, "0", "2,147,483,647")
_PLAIN = [
    *(_review(reviewText=text) for text in _TEXTS),
    *(_review(summary=text, reviewerID="A2SUMS") for text in _TEXTS[:16]),
    *(_review(vote=vote, reviewerID=f"A3VOTES{place}") for place, vote in enumerate(_VOTES)),
    *(_review(overall=stars, reviewerID="A4STARS", reviewerName="One Name") for stars in (1.0, 2, 3.0, 4)),
    _review(reviewText=_ABSENT),
    _review(reviewText=None, summary=_ABSENT),
    _review(verified=False),
    _review(verified=_ABSENT),
    _review(style=_ABSENT),
    _review(style={"Format:": " Kindle \u00c9dition", "\u706f:": ' "quoted" \\ back'}),
    _review(image=["https://images.example/1.jpg", "https://images.example/\u00e9?a=1&b=2"]),
    _review(reviewerName=_ABSENT, reviewerID="A5NAMELESS"),
    # The latest name counts, and of two at one moment the first by code points.
    _review(reviewerName="Late", reviewerID="A6NAMES", unixReviewTime=1500000000),
    _review(reviewerName="Early", reviewerID="A6NAMES", unixReviewTime=1400000000),
    _review(reviewerName=_ABSENT, reviewerID="A6NAMES", unixReviewTime=1510000000),
    *(_review(reviewerName=name, reviewerID="A7TIE") for name in ("b", "\u00c4", "a", "B", "\U0001f600")),
    # A last day of a year in week 53, a first one in week 53 of the year before, a leap day.
    *(_review(unixReviewTime=moment) for moment in (1451520000, 1451606400, 1456704000, 946684800)),
    _review(unixReviewTime=_ABSENT, reviewTime="02 9, 2012"),
    _review(asin="B00UNKNOWN"),
    _review(),
]  # fmt: skip
# The same as above, or as each other, however they are spelled.
_AGAIN = [
    _review(overall=5, vote=None, image=None),
    _review(unixReviewTime=1472688000.0, image=[], reviewTime="another spelling"),
    dict(reversed(_review(style={"Color:": " Blue", "Size:": " Small"}).items())),
    _review(reviewerID="A3VOTES1", vote=1234),
    _review(reviewerID="A3VOTES1", vote="1234"),
    _review(style={}),
    _review(style=None, parent_asin=None),
]
# The same product in a folder that is earlier by name: the placeholder's category.
_CUPS = [_review(asin="B00UNKNOWN"), _review(asin="B00UNKNOWN", summary="A cup?"), _review(asin="B00CUP0001")]

_PRODUCT: dict[str, Any] = {
    "category": ["Tools &amp; Home", "Lamps", "Desk Lamps"],
    "description": ["Bright.", "", " Folds\nflat &amp; small. "],
    "title": "  Fold &amp; Go \n  Lamp&#39;s &amp;amp; ",
    "also_buy": ["B00LAMP002"],
    "also_view": [],
    "brand": "by\n    \n    Light &amp; Co",
    "feature": ["USB port", "", " <b>Two</b> colours &eacute; \u706f"],
    "main_cat": "Tools",
    "price": "$25.00",
    "asin": "B00LAMP001",
    "rank": [">#1 in Lamps"],
    "details": {"\n Product Dimensions: \n ": "3.4 x 2.1 inches"},
}
_PRICES = (
    "", "$7", "$1,234.50", "$10.00 - $25.00", "$25.00 - $10.00", ".a-box-inner{background-color:#fff}",
    "\n\t  \r\n", "99,999,999.99", "$0.005", None,
)  # fmt: skip
_CATEGORIES: tuple[list[str], ...] = (
    ["Lamps", "Two bulbs in the box."], ["Lamps", "</span></span></span>"], ["</span>"], [], ["R&amp;amp;D"],
)  # fmt: skip
_PICTURE = '<img src="https://images.example/a.png" class="nav-categ-image" alt="LAMPS &amp; CO"/>'
_PRODUCTS = [
    _PRODUCT | {"title": "an earlier line"},
    _PRODUCT,
    *(_PRODUCT | {"asin": f"B00PRICE{place}", "price": price} for place, price in enumerate(_PRICES)),
    *(_PRODUCT | {"asin": f"B00PATH{place}", "category": path} for place, path in enumerate(_CATEGORIES)),
    _PRODUCT | {"asin": "B00PICTURE", "category": [], "main_cat": _PICTURE},
    {name: type(value)() for name, value in _PRODUCT.items()} | {"asin": "B00NOTHING"},
    _PRODUCT | {"asin": "B00SCRIPT", "title": "var aPageStart = (new Date()).getTime();"},
    _PRODUCT | {"asin": "B00BYNAME", "brand": "by nobody"},
    {"asin": "B00BARE"},
]  # fmt: skip
_STATIONS = """\
USW00000101  41.9950  -87.9336 -999.9 IL MADE-UP OHARE                  GSN HCN 72530
USW00000103  41.9900  -87.9300  201.8 IL MADE-UP LAKE
ASN00000104 -12.0000    0.0000    0.0    MADE-UP BY THE SEA
CA1QC000018  45.8617  -74.0853  121.3 QC PR\u00e9VOST 0.6 N
US10adam001  40.5680  -98.5069  598.0 NE SMALL LETTERS 1.4 S
"""


def _lines(records: list[dict[str, Any]], *, ascii_only: bool = True) -> bytes:
    return b"".join(json.dumps(it, ensure_ascii=ascii_only).encode() + b"\n" for it in records)


FILES: dict[str, bytes] = {
    "reviews/lamps/a.json.gz": gzip.compress(_lines(_PLAIN)),
    "reviews/lamps/b.json.gz": gzip.compress(_lines(_PLAIN + _AGAIN, ascii_only=False)),
    "reviews/cups/c.json.gz": gzip.compress(_lines(_CUPS)),
    "metadata/products/m.json.gz": gzip.compress(_lines(_PRODUCTS)),
    "metadata/products/faker-z.json.gz": gzip.compress(
        _lines([_PRODUCT | {"title": "made up"}, {"asin": "B00CUP0001", "title": "A made-up cup"}])
    ),
    "metadata/climate/ghcnd-stations.txt": _STATIONS.encode(),
    "climate/a_imperial.csv": imperial("USW00000101"),
    "climate/b_later.csv.gz": gzip.compress(later("USW00000101")),
    "climate/c_metric.csv": metric("USW00000102"),
    "climate/d_tenths.csv": tenths("USW00000103"),
}
UNITS: dict[str, Units] = {
    "climate/a_imperial.csv": "imperial",
    "climate/b_later.csv.gz": "imperial",
    "climate/c_metric.csv": "metric",
    "climate/d_tenths.csv": "tenths",
}
# Of `_AGAIN` all are known; of `_CUPS` the first is.
SUMS = {
    "files": 3,
    "listed": 2 * len(_PLAIN) + len(_AGAIN) + len(_CUPS),
    "staged": 2 * len(_PLAIN) + len(_AGAIN) + len(_CUPS),
    "loaded": len(_PLAIN) + 2,
    "duplicate": len(_PLAIN) + len(_AGAIN) + 1,
    "products": len(_PRODUCTS) + 2,
}
CLIMATE_SUMS = [
    "stations 5 listed = 5 new + 0 changed + 0 same + 0 quarantined (1 files)",
    "climate 310 listed = 270 new + 40 changed + 0 same + 0 quarantined (4 files)",
]
ROWS = {"reviews": 71, "users": 14, "time": 9, "products": 23, "stations": 6, "climate": 270}
