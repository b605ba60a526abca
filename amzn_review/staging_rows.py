"""Records as rows of the staging tables, in the order of the columns of workflow/sql/staging/copy_*.sql."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from amzn_review.manifest import source_of
from amzn_review.product_record import ProductRecord
from amzn_review.review_record import ReviewRecord

Row = tuple[object, ...]


def review_row(batch_id: str, key: str, line_number: int, review: ReviewRecord) -> Row:
    """One row of staging_reviews."""
    return (
        batch_id,
        key,
        line_number,
        source_of(key).rpartition("/")[2],
        review.review_key,
        review.reviewer_id,
        review.reviewer_name,
        review.product_asin,
        review.variant_asin,
        review.rating,
        review.review_text,
        review.summary,
        review.vote,
        review.verified,
        _json(review.style),
        _json(review.image),
        review.review_time,
    )


def product_row(batch_id: str, key: str, line_number: int, product: ProductRecord) -> Row:
    """One row of staging_product_metadata."""
    return (
        batch_id,
        key,
        line_number,
        product.asin,
        product.product_name,
        _json(product.features),
        product.description,
        product.price,
        product.brand,
        product.category,
        _json(product.also_buy),
        _json(product.also_view),
    )


def _json(value: Sequence[object] | dict[str, object] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
