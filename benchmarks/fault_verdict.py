"""What a run left behind: tables, and where each file's bytes are."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq

from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_file import digest_of
from amzn_review.data_layout import DataLayout
from amzn_review.records.review_record import parse_review
from text_files.bad_record import BadRecord

# All columns but those that differ from run to run: numbers given in the order of loading, batches, moments.
# Which of several equal records came first is left to the order of the files, so sources are looked at apart.
TABLES = {
    "reviews": """
        select
            review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified,
            style::text, image::text, review_time
        from reviews
    """,
    "users": "select user_id, name, city, state, country from users",
    "products": """
        select
            asin, product_name, features::text, description, price, brand, category, also_bought::text,
            also_viewed::text, is_placeholder, is_made_up
        from products
    """,
    "time": "select datetime_ts, year, month, day, day_of_week, week, day_of_year from time",
    "quarantined_records": """
        select source_key, line_number, reason, field, found, expected, is_whole_file, replayed_at
        from quarantined_records
    """,
}
LEDGER = """
    select
        sum(files), sum(listed), sum(staged), sum(loaded), sum(duplicate), sum(quarantined), sum(held),
        sum(products)
    from ingest_batches
"""
Rows = Counter[tuple[Any, ...]]


@dataclass
class Places:
    """Where the files are: key and hash of each archived or set aside, and what lies where nothing should."""

    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    lines: Counter[tuple[str, bytes]] = field(default_factory=Counter)
    left_over: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """The rows of each table, how often each; the sums of the ledger; the reviews' sources; the places."""

    tables: dict[str, Rows]
    ledger: tuple[int, ...]
    sources: dict[tuple[str, int], str]
    places: Places


def outcome_of(connection: psycopg.Connection, layout: DataLayout) -> Outcome:
    """What a finished run left in the warehouse and in its folders."""
    tables = {name: Counter(connection.execute(query.encode()).fetchall()) for name, query in TABLES.items()}
    (ledger,) = connection.execute(LEDGER).fetchall()
    sources = connection.execute("select source_key, line_number, review_key from reviews").fetchall()
    return Outcome(
        tables,
        ledger,
        {(key, number): review_key.hex for key, number, review_key in sources},
        _places(layout),
    )


def differences(reference: Outcome, found: Outcome, files: Mapping[str, bytes]) -> dict[str, Any]:
    """How `found` differs from the undisturbed run, and from the files that arrived; all 0 if it does not."""
    arrived = Counter((printable(key), digest_of(content)) for key, content in files.items())
    keys = review_keys(files)
    return {
        "rows_lost": sum((reference.tables[name] - found.tables[name]).total() for name in TABLES),
        "rows_twice": sum((found.tables[name] - reference.tables[name]).total() for name in TABLES),
        "rows_of_another_source": sum(keys.get(source) != key for source, key in found.sources.items()),
        "ledger_off_by": sum(abs(a - b) for a, b in zip(reference.ledger, found.ledger, strict=True)),
        "files_lost": (arrived - found.places.files).total(),
        "files_twice": (found.places.files - arrived).total(),
        "lines_lost": (reference.places.lines - found.places.lines).total(),
        "lines_twice": (found.places.lines - reference.places.lines).total(),
        "left_over": len(found.places.left_over),
    }


def review_keys(files: Mapping[str, bytes]) -> dict[tuple[str, int], str]:
    """The key of the review in each line of each file that can be read."""
    keys = {}
    for name, content in files.items():
        try:
            lines = gzip.decompress(content).split(b"\n")
        except (OSError, EOFError):
            continue
        for number, line in enumerate(lines, start=1):
            try:
                keys[name, number] = parse_review(line).review_key
            except BadRecord:
                continue
    return keys


def _places(layout: DataLayout) -> Places:
    places = Places()
    for path in _plain_files(layout.root):
        parts = path.relative_to(layout.root).parts
        match parts:
            case ["raw", pack] if pack.endswith(".parquet") and pack[0] != ".":
                for row in pq.read_table(path).to_pylist():
                    places.files[row["key"], digest_of(row["content"])] += 1
            case ["raw", _, *key] if key[-1][0] != ".":
                places.files["/".join(key), digest_of(path.read_bytes())] += 1
            case ["quarantine", reason, _, "lines", *key] if key[-1][0] != ".":
                places.lines["/".join([reason, *key]), gzip.decompress(path.read_bytes())] += 1
            case ["quarantine", _, _, *key] if key[-1][0] != ".":
                places.files["/".join(key), digest_of(path.read_bytes())] += 1
            case ["manifests", "done", name] if name[0] != ".":
                pass
            case ["manifests", ".lock" | ".reader"]:
                pass
            case _:
                places.left_over.append("/".join(parts))
    return places


def _plain_files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
