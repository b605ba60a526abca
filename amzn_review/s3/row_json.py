"""Rows for the warehouse as lines of JSON, which Redshift's COPY reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.rejection_row import rejection_row
from amzn_review.documents.staged_row import STAGED_COLUMNS, staged_row
from amzn_review.records.product_rows import ProductRow
from amzn_review.records.review_rows import ReviewRow
from text_files.bad_record import BadRecord
from text_files.documents.document_line import DocumentLine

# https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html: a single JSON object
# of COPY may have 4 MB.
LONGEST_LINE = 4 * 1024 * 1024
_PRODUCT_COLUMNS = (
    "source_key", "line_number", "asin", "product_name", "features", "description", "price", "brand",
    "category", "also_bought", "also_viewed",
)  # fmt: skip
# As workflow/sql/staging/copy_rejections.sql names them.
_REJECTION_COLUMNS = (
    "batch_id", "source_key", "line_number", "reason", "field", "found", "expected", "is_whole_file",
)  # fmt: skip
_JSON_COLUMNS = ("features", "also_bought", "also_viewed")
_DOCUMENT_JSON_COLUMNS = ("source_record", "label_set")


@dataclass(frozen=True)
class RowJson:
    """Writes the rows of one batch, each a line of JSON with its line end; keys are column names."""

    batch_id: str

    def review(
        self, key: str, line_number: int, review_key: str, reviewer_id: str, asin: str,
        variant_asin: str | None, rating: int, text: str | None, summary: str | None, vote: int,
        verified: bool | None, style: Mapping[str, Any] | None, image: Sequence[Any] | None,
        reviewer_name: str | None, review_time: str,
    ) -> ReviewRow:  # fmt: skip
        """A row of staging_reviews, in place of the fact. Raises BadRecord: warehouse-refused."""
        line = orjson.dumps(
            {
                "batch_id": self.batch_id,
                "source_key": key,
                "line_number": line_number,
                "review_key": review_key,
                "reviewer_id": reviewer_id,
                "reviewer_name": reviewer_name,
                "asin": asin,
                "variant_asin": variant_asin,
                "category": key.split("/", 2)[1],
                "rating": rating,
                "review_text": text,
                "summary": summary,
                "vote": vote,
                "verified": verified,
                "style": style or None,
                "image": image or None,
                "review_time": review_time.replace("T", " "),
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )
        require_copyable(line)
        return review_key, line, b""

    def product(self, row: ProductRow) -> bytes:
        """A row of staging_product_metadata."""
        values: dict[str, object] = dict(zip(_PRODUCT_COLUMNS, row, strict=True))
        for name in _JSON_COLUMNS:
            values[name] = orjson.Fragment(str(values[name]))
        return orjson.dumps({"batch_id": self.batch_id, **values}, option=orjson.OPT_APPEND_NEWLINE)

    def document(self, key: str, line_number: int, task: str, line: DocumentLine) -> bytes:
        """A row of staging_documents. Raises BadRecord: warehouse-refused."""
        row = staged_row(self.batch_id, key, line_number, task, line)
        values: dict[str, object] = dict(zip(STAGED_COLUMNS, row, strict=True))
        for name in _DOCUMENT_JSON_COLUMNS:
            if values[name] is not None:
                values[name] = orjson.Fragment(str(values[name]))
        written = orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)
        require_copyable(written)
        return written

    def rejection(self, rejection: Rejection) -> bytes:
        """A row of the quarantine."""
        row = zip(_REJECTION_COLUMNS, rejection_row(self.batch_id, rejection), strict=True)
        return orjson.dumps(dict(row), option=orjson.OPT_APPEND_NEWLINE)


def named_json(columns: Sequence[str], values: Sequence[object]) -> bytes:
    """A row whose columns are named one by one."""
    return orjson.dumps(dict(zip(columns, values, strict=True)), option=orjson.OPT_APPEND_NEWLINE)


def require_copyable(line: bytes) -> None:
    """Raises BadRecord for a row of more than 4 MB, which would end the COPY of all the others."""
    if len(line) > LONGEST_LINE:
        raise BadRecord(
            "warehouse-refused", "record", f"a row of {len(line):,} bytes", f"at most {LONGEST_LINE:,} bytes"
        )
