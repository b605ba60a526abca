"""Lines of JSON as rows of staging_product_metadata."""

from __future__ import annotations

import orjson

from amzn_review.records.product_record import parse_product

ProductRow = tuple[str | int | None, ...]


def product_row(key: str, line_number: int, line: bytes) -> ProductRow:
    """The row of one line, in the order of workflow/sql/staging/copy_products.sql. Raises BadRecord."""
    product = parse_product(line)
    return (
        key,
        line_number,
        product.asin,
        product.product_name,
        _json(product.features),
        product.description,
        None if product.price is None else str(product.price),
        product.brand,
        product.category,
        _json(product.also_buy),
        _json(product.also_view),
    )


def _json(texts: list[str]) -> str:
    return orjson.dumps(texts).decode()
