"""What has arrived below uploaded/ in a bucket and waits for a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from amzn_review.batch.arrivals import PRODUCTS_SOURCE
from amzn_review.climate_layout import is_climate, is_station_list, takes_climate
from amzn_review.data_layout import REVIEW_SUFFIX, is_category, is_review_file
from amzn_review.documents_layout import DOCUMENTS_SOURCE, ORIGINALS, task_of
from storage.bucket import Bucket
from storage.stored_object import StoredObject
from text_files.bad_record import BadRecord

ArrivalKind = Literal["reviews", "products", "climate", "stations", "documents", "originals"]
UPLOADED = "uploaded/"
SOURCES = ("climate/", "metadata/climate/", "metadata/products/", "reviews/")


def kind_of(key: str) -> ArrivalKind | None:
    """What an object of this key below uploaded/ holds; None if no batch takes it."""
    folder, _, name = key.rpartition("/")
    if key.startswith(f"{DOCUMENTS_SOURCE}/"):
        return _kind_of_documents(folder.split("/")[1:], name)
    if is_climate(key):
        kind: ArrivalKind = "stations" if is_station_list(key) else "climate"
        return kind if takes_climate(folder, name) else None
    if not is_review_file(name):
        return None
    if folder == PRODUCTS_SOURCE:
        return "products"
    top, _, category = folder.partition("/")
    return "reviews" if top == "reviews" and is_category(category) else None


def _kind_of_documents(folders: list[str], name: str) -> ArrivalKind | None:
    if not name or name.startswith(".") or not folders or not is_category(folders[0]):
        return None
    if len(folders) == 1:
        return "documents" if is_review_file(name) else None
    return "originals" if folders[1:] == [ORIGINALS] else None


def fault_of_key(key: str) -> BadRecord | None:
    """Why an object is set aside unread: its name has control characters."""
    name = key.rpartition("/")[2]
    if name.isprintable():
        return None
    return BadRecord("bad-name", "file", f"the name {name!a}", "a name of printable characters")


@dataclass
class BucketArrivals:
    """Iterate it for what a batch would take now; then `left_alone` counts and `strays` names the rest.

    Hidden objects (a name or folder that begins with a dot) and the empty ones that some programs write for a
    folder are not meant by anybody.
    """

    bucket: Bucket
    left_alone: int = field(default=0, init=False)
    strays: list[str] = field(default_factory=list, init=False)

    def __iter__(self) -> Iterator[StoredObject]:
        for source in SOURCES:
            for found in self.bucket.list(UPLOADED + source):
                key = found.key.removeprefix(UPLOADED)
                if kind_of(key):
                    yield found
                elif not key.endswith("/") and "/." not in f"/{key}":
                    self._leave(found.key)

    def _leave(self, key: str) -> None:
        self.left_alone += 1
        if len(self.strays) < 10:
            self.strays.append(key)


@dataclass
class DocumentArrivals:
    """As `BucketArrivals`, for batches of documents: each converted file behind its originals.

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
