"""Converted files of documents that wait below uploaded/documents/ in a bucket, each behind its originals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from amzn_review.data_layout import REVIEW_SUFFIX
from amzn_review.documents_layout import DOCUMENTS_SOURCE, task_of
from amzn_review.s3.bucket_arrivals import UPLOADED, kind_of
from storage.bucket import Bucket
from storage.stored_object import StoredObject


@dataclass
class DocumentArrivals:
    """Iterate it for what a batch would take now; then `left_alone` counts and `strays` names the rest.

    Originals without their converted file wait: whoever uploads them puts that one last.
    """

    bucket: Bucket
    left_alone: int = field(default=0, init=False)
    strays: list[str] = field(default_factory=list, init=False)

    def __iter__(self) -> Iterator[StoredObject]:
        converted: dict[_Stem, StoredObject] = {}
        originals: list[StoredObject] = []
        for found in self.bucket.list(f"{UPLOADED}{DOCUMENTS_SOURCE}/"):
            key = found.key.removeprefix(UPLOADED)
            kind = kind_of(key)
            if kind == "documents":
                converted[_stem(key, REVIEW_SUFFIX)] = found
            elif kind == "originals":
                originals.append(found)
            elif not key.endswith("/") and "/." not in f"/{key}":
                self.left_alone += 1
                self.strays = [*self.strays, found.key][:10]
        behind: dict[_Stem, list[StoredObject]] = {}
        for original in originals:
            for stem in _stems(original.key.removeprefix(UPLOADED)):
                if stem in converted:
                    behind.setdefault(stem, []).append(original)
        for stem, found in converted.items():
            yield from behind.get(stem, ())
            yield found


_Stem = tuple[str, str]  # a task, and what the names of a converted file and of its originals begin with


def _stem(key: str, suffix: str) -> _Stem:
    return task_of(key), key.rpartition("/")[2].removesuffix(suffix)


def _stems(key: str) -> Iterator[_Stem]:
    """What an original's converted file may be called: STEM of STEM.NAME, both of which may have points."""
    task, name = _stem(key, "")
    for place, character in enumerate(name):
        if character == ".":
            yield task, name[:place]
