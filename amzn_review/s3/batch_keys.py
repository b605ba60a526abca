"""Where everything about one batch lies in the bucket."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from amzn_review.batch.quarantine_names import quarantine_path
from amzn_review.data_layout import DataLayout

MANIFESTS = "manifests/"
COPIES = "copy/"
_BUCKET = DataLayout(Path())  # the quarantine has the local side's layout


@dataclass(frozen=True)
class BatchKeys:
    """The keys of one batch; a `folder`, such as "documents/", keeps them apart from those of reviews."""

    batch_id: str
    folder: str = ""

    @property
    def open_manifest(self) -> str:
        """The list of its objects while it is under way."""
        return f"{MANIFESTS}{self.folder}open/{self.batch_id}.jsonl"

    @property
    def done_manifest(self) -> str:
        """The list of its objects when they are archived."""
        return f"{MANIFESTS}{self.folder}done/{self.batch_id}.jsonl"

    @property
    def copies(self) -> str:
        """The prefix of the rows on their way to the warehouse."""
        return f"{COPIES}{self.folder}{self.batch_id}/"

    @property
    def segments(self) -> str:
        """The prefix of what is known of each segment of the batch that is packed."""
        return f"{self.copies}segments/"

    @property
    def summary(self) -> str:
        """What is known of the whole batch; it is written last."""
        return f"{self.copies}reading.json"

    @property
    def raw(self) -> str:
        """The prefix of the originals."""
        return f"raw/{self.folder}{self.batch_id}/"

    def segment(self, number: int) -> str:
        """What is known of one segment."""
        return f"{self.segments}{number:05}.json"

    def rows(self, kind: str, segment: int, turn: int) -> str:
        """Rows of one segment; only a segment of very large objects needs more than one object for them."""
        more = f"-{turn:03}" if turn else ""
        return f"{self.copies}{kind}/part-{segment:05}{more}.json.gz"

    def copy_manifest(self, kind: str) -> str:
        """The list of the objects that COPY reads."""
        return f"{self.copies}{kind}.manifest"

    def pack(self, segment: int) -> str:
        """The small originals of one segment."""
        return f"{self.raw}part-{segment:05}.parquet"

    def original(self, key: str) -> str:
        """A large original."""
        return f"{self.raw}{key}"

    def quarantine(self, reason: str, key: str, line_number: int = 0) -> str:
        """Where an object is set aside or, with a line number from 1, one line of it."""
        return quarantine_path(_BUCKET, reason, self.batch_id, key, line_number).as_posix()
