"""DuckDB: `read_json` over all files, its columns given, into CSV, and that into PostgreSQL by COPY."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import psycopg

from benchmarks.contenders.contender_job import ContenderJob, Seconds, answer

FIELDS = {
    "overall": "DOUBLE", "verified": "BOOLEAN", "reviewTime": "VARCHAR", "reviewerID": "VARCHAR",
    "asin": "VARCHAR", "style": "JSON", "reviewerName": "VARCHAR", "reviewText": "VARCHAR",
    "summary": "VARCHAR", "unixReviewTime": "BIGINT", "vote": "VARCHAR",
}  # fmt: skip


def load(job: ContenderJob) -> Seconds:
    """Seconds from the call to the commit."""
    started = time.perf_counter()
    table = Path(job.work_dir) / "reviews.csv"
    files = duckdb.read_json(f"{job.folder}/*.json.gz", format="newline_delimited", columns=FIELDS)
    files.write_csv(str(table), header=False)
    with (
        psycopg.connect(job.uri) as connection,
        connection.cursor() as cursor,
        cursor.copy(b"copy plain_reviews from stdin (format csv)") as copy,
    ):
        copy.write(table.read_bytes())
    return {"duckdb": time.perf_counter() - started}


if __name__ == "__main__":
    answer(load)
