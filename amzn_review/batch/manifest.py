"""A batch, frozen: the immutable list of the files that one transaction takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from amzn_review.data_layout import DataLayout
from storage.atomic_file import rename_durably, sync_folder, write_durably

_encoder = msgspec.json.Encoder()


class ManifestEntry(msgspec.Struct, frozen=True):
    """One file: its `key` below uploaded/, its `size` in bytes, and the BLAKE2b-128 of its bytes in hex.

    `size` is -1 and `blake2b` "" for what is never opened, or cannot be read.
    """

    key: str
    size: int
    blake2b: str


_decode = msgspec.json.Decoder(ManifestEntry).decode


@dataclass(frozen=True)
class Manifest:
    """The list of one batch, in a file of JSON lines that is written once and never changed.

    It lies in manifests/open/ until its files are archived, then in manifests/done/.
    """

    layout: DataLayout
    batch_id: str

    @property
    def open_path(self) -> Path:
        """Where the manifest lies while its batch is under way."""
        return self.layout.manifests / "open" / f"{self.batch_id}.jsonl"

    @property
    def done_path(self) -> Path:
        """Where the manifest lies when its files are archived."""
        return self.layout.manifests / "done" / f"{self.batch_id}.jsonl"

    def entries(self) -> Iterator[ManifestEntry]:
        """The files, in the order of their keys. Raises FileNotFoundError when there is no such manifest."""
        path = self.open_path if self.open_path.exists() else self.done_path
        with path.open("rb") as lines:
            for line in lines:
                yield _entry(line)

    def close(self) -> None:
        """Note that the batch is archived. Safe to repeat."""
        if self.open_path.exists():
            self.done_path.parent.mkdir(parents=True, exist_ok=True)
            rename_durably(self.open_path, self.done_path)

    def discard(self) -> None:
        """Forget a batch of which nothing was loaded: its files wait again."""
        self.open_path.unlink(missing_ok=True)
        sync_folder(self.open_path.parent)


def write_manifest(layout: DataLayout, lines: bytes, now: datetime | None = None) -> Manifest:
    """Write the list, lines of `manifest_lines`, so that it appears whole and outlives a power cut.

    The batch's id is the moment and a digest of the list.
    """
    digest = hashlib.blake2b(lines, digest_size=4).hexdigest()
    moment = now or datetime.now(UTC)
    milliseconds = moment.microsecond // 1000
    manifest = Manifest(layout, f"{moment:%Y%m%dT%H%M%S}{milliseconds:03d}-{digest}")
    write_durably(manifest.open_path, lines)
    return manifest


def open_manifests(layout: DataLayout) -> list[Manifest]:
    """The batches that earlier runs left open, the oldest first."""
    return [Manifest(layout, path.stem) for path in sorted((layout.manifests / "open").glob("*.jsonl"))]


def manifest_lines(entries: Sequence[ManifestEntry]) -> bytes:
    """The files as the manifest lists them, a line each."""
    try:
        return _encoder.encode_lines(entries)
    except UnicodeEncodeError:
        # A name that is not UTF-8 comes from the system with lone surrogates, which only `json` can write.
        return b"".join(json.dumps(msgspec.structs.asdict(entry)).encode() + b"\n" for entry in entries)


def _entry(line: bytes) -> ManifestEntry:
    try:
        return _decode(line)
    except msgspec.DecodeError:
        found = json.loads(line)
        if set(found) != {"key", "size", "blake2b"}:
            raise ValueError(
                f"A manifest in manifests/open/ has a line with {sorted(found)}; expected key, size and "
                "blake2b. It is of an earlier version: remove it, its files wait in uploaded/."
            ) from None
        return ManifestEntry(**found)
