"""A bucket with batches in it: what a test puts in, and every place it can end in."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
import pyarrow.parquet as pq

from amzn_review.batch.archive_report import ArchiveReport, SetAside
from amzn_review.load_limits import LoadLimits
from amzn_review.s3.batch_archive import archive
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.frozen_batch import freeze
from amzn_review.s3.packing import pack
from storage.bucket import Bucket
from storage.stored_object import StoredObject

NOW = datetime(2026, 1, 17, 10, 15, 0, 123_000, tzinfo=UTC)


class Found(NamedTuple):
    """An object, whole or in a pack, and where it is; the batch's name is left out of the place."""

    place: str
    key: str
    content: bytes


@dataclass(frozen=True)
class BatchSite:
    """Runs the steps of a batch as the pipeline does, with the ledger's part taken from the rows."""

    bucket: Bucket
    limits: LoadLimits = field(default_factory=LoadLimits)

    def put(self, key: str, content: bytes) -> StoredObject:
        """Let an object arrive."""
        self.bucket.put(f"uploaded/{key}", content)
        found = self.bucket.head(f"uploaded/{key}")
        assert found is not None
        return found

    def freeze(self) -> str:
        """The id of the open batch."""
        batch_id = freeze(self.bucket, NOW, self.limits)
        assert batch_id is not None
        return batch_id

    def pack(self, batch_id: str) -> BatchSummary:
        """Pack it."""
        return pack(self.bucket, batch_id, self.limits)

    def archive(self, batch_id: str) -> ArchiveReport:
        """Archive it after a load that has stored what was read."""
        if self.bucket.head(f"copy/{batch_id}/reading.json") is None:
            return archive(self.bucket, batch_id, [], [])
        rejections = self.rows(batch_id, "rejections")
        names = ("source_key", "line_number", "reason", "is_whole_file")
        set_aside = [SetAside(*(row[name] for name in names)) for row in rejections]
        held = orjson.loads(self.bucket.get(f"copy/{batch_id}/reading.json"))["held_keys"]
        return archive(self.bucket, batch_id, set_aside, held)

    def run(self) -> tuple[BatchSummary, list[dict[str, Any]]]:
        """All steps of the next batch. Returns what was read, and its rows of reviews."""
        batch_id = self.freeze()
        packed = self.pack(batch_id)
        rows = self.rows(batch_id, "reviews")
        self.archive(batch_id)
        return packed, rows

    def rows(self, batch_id: str, kind: str) -> list[dict[str, Any]]:
        """The rows of a kind as COPY would read them: through its manifest, sizes compared."""
        manifest = f"copy/{batch_id}/{kind}.manifest"
        if self.bucket.head(manifest) is None:
            return []
        rows: list[dict[str, Any]] = []
        for entry in orjson.loads(self.bucket.get(manifest))["entries"]:
            assert entry["mandatory"] is True
            content = self.bucket.get(entry["url"].removeprefix(self.bucket.address.url("")))
            assert entry["meta"] == {"content_length": len(content)}
            rows += map(orjson.loads, gzip.decompress(content).splitlines())
        return rows

    def keys(self, prefix: str = "") -> list[str]:
        """The keys of all objects below a prefix, sorted."""
        return sorted(found.key for found in self.bucket.list(prefix))

    def found(self) -> list[Found]:
        """Where every original is, sorted; what is known of a batch only while it is open is not shown."""
        return sorted(self._found(self.bucket.get_many(self.bucket.list())))

    def _found(self, contents: Iterable[tuple[StoredObject, object]]) -> Iterator[Found]:
        for found, content in contents:
            assert isinstance(content, bytes), content
            place, _, rest = found.key.partition("/")
            if place == "uploaded":
                yield Found(place, rest, content)
            elif place == "raw":
                name = rest.partition("/")[2]
                if not name.startswith("part-"):
                    yield Found(place, name, content)
                    continue
                for row in pq.read_table(io.BytesIO(content)).to_pylist():
                    yield Found("pack", row["key"], row["content"])
            elif place == "quarantine":
                reason, _batch, name = rest.split("/", 2)
                yield Found(f"{place}/{reason}", name, content)
            elif place == "copy":
                yield Found(place, rest, b"")
            else:
                yield Found(found.key.rpartition("/")[0], "", b"")
