"""A packed batch written by hand: rows of JSON in a bucket, as packing leaves them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.copy_parts import CopyPart
from storage.bucket import Bucket

KEY = "reviews/lamps/many.json.gz"


def review(line_number: int, **changed: Any) -> dict[str, Any]:
    """A row of staging_reviews but for its batch; its key follows from what it says."""
    row = {
        "source_key": KEY,
        "line_number": line_number,
        "reviewer_id": "A1LAMPLOVER",
        "reviewer_name": "Ada",
        "asin": "B00LAMP001",
        "variant_asin": None,
        "category": "lamps",
        "rating": 5,
        "review_text": 'Bright\tand \\ "warm".\nÄ, 灯',
        "summary": "",
        "vote": 1234,
        "verified": True,
        "style": {"Color:": " Blue"},
        "image": ["https://images.example/1.jpg"],
        "review_time": "2016-09-01 00:00:00.123",
        **changed,
    }
    said = json.dumps({key: row[key] for key in row if key not in ("source_key", "line_number", "category")})
    return {"review_key": hashlib.blake2b(said.encode(), digest_size=16).hexdigest(), **row}


def product(line_number: int, **changed: Any) -> dict[str, Any]:
    """A row of staging_product_metadata but for its batch."""
    return {
        "source_key": "metadata/products/lamps.json.gz",
        "line_number": line_number,
        "asin": "B00LAMP001",
        "product_name": "Lamp",
        "features": ["bright"],
        "description": "A lamp.",
        "price": "24.50",
        "brand": "Lux",
        "category": "Home",
        "also_bought": [],
        "also_viewed": ["B00LAMP002"],
        **changed,
    }


def rejection(source_key: str, line_number: int) -> dict[str, Any]:
    """A row of staging_rejections but for its batch."""
    return {
        "source_key": source_key,
        "line_number": line_number,
        "reason": "out-of-range",
        "field": "overall",
        "found": "6.0",
        "expected": "1 to 5",
        "is_whole_file": False,
    }


def pack_by_hand(bucket: Bucket, batch_id: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write two parts of each kind that has rows, its COPY manifest, and what is known of the batch."""
    keys = BatchKeys(batch_id)
    parts: list[CopyPart] = []
    for kind, of_kind in rows.items():
        entries = []
        for segment, some in enumerate((of_kind[::2], of_kind[1::2])):
            lines = "".join(json.dumps({"batch_id": batch_id, **row}) + "\n" for row in some)
            content = gzip.compress(lines.encode(), mtime=0)
            part = CopyPart(kind, keys.rows(kind, segment, 0), len(content), len(some))
            bucket.put(part.key, content)
            parts.append(part)
            url = f"s3://{bucket.address.bucket}/{part.key}"
            entries.append({"url": url, "mandatory": True, "meta": {"content_length": len(content)}})
        if entries:
            bucket.put(keys.copy_manifest(kind), json.dumps({"entries": entries}).encode())
    of_reviews = [it for it in rows.get("rejections", ()) if it["source_key"].startswith("reviews/")]
    staged, quarantined = len(rows.get("reviews", ())), len(of_reviews)
    packed = BatchSummary(
        batch_id=batch_id,
        files=1 + quarantined,
        listed=staged + quarantined + 1,
        staged=staged,
        quarantined=quarantined,
        held=1,
        products=len(rows.get("products", ())),
        climate_rows=len(rows.get("climate", ())),
        station_rows=len(rows.get("stations", ())),
        rejections=len(rows.get("rejections", ())),
        held_keys=["reviews/lamps/later.json.gz"],
        parts=parts,
    )
    bucket.put(keys.summary, msgspec.json.encode(packed))
