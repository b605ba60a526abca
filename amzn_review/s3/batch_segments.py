"""A batch cut into segments: so much work as a process that is killed may lose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amzn_review.batch.batch_file import SMALL_BYTES
from amzn_review.s3.bucket_arrivals import kind_of
from amzn_review.s3.object_index import ListedObject
from amzn_review.s3.object_reader import LARGE_BYTES

SEGMENT_OBJECTS = 20_000
SEGMENT_BYTES = 32 * 1024 * 1024
_SLICE_OBJECTS = 1_000  # a row group of the archive
_SLICE_BYTES = 16 * 1024 * 1024


def segments_of(listed: Iterable[ListedObject]) -> Iterator[list[ListedObject]]:
    """The segments of a batch: the same list is always cut in the same places."""
    yield from _cut(listed, SEGMENT_OBJECTS, SEGMENT_BYTES)


def slices_of(segment: Iterable[ListedObject]) -> Iterator[list[ListedObject]]:
    """What is in memory at a time. A large object, and a file of climate or documents, is alone."""
    together: list[ListedObject] = []
    for entry in segment:
        if is_alone(entry):
            yield from _cut(together, _SLICE_OBJECTS, _SLICE_BYTES)
            together = []
            yield [entry]
        else:
            together.append(entry)
    yield from _cut(together, _SLICE_OBJECTS, _SLICE_BYTES)


def is_alone(entry: ListedObject) -> bool:
    """Whether the object is read for itself."""
    return entry.size > LARGE_BYTES or kind_of(entry.key) in ("climate", "stations", "documents", "originals")


def is_packed(entry: ListedObject) -> bool:
    """Whether the original is archived in a pack, not beside it."""
    return entry.size <= SMALL_BYTES


def _cut(listed: Iterable[ListedObject], most_objects: int, most_bytes: int) -> Iterator[list[ListedObject]]:
    part: list[ListedObject] = []
    size = 0
    for entry in listed:
        if part and (len(part) == most_objects or size + entry.size > most_bytes):
            yield part
            part, size = [], 0
        part.append(entry)
        size += entry.size
    if part:
        yield part
