"""Two kinds of batches in one bucket, each with manifests, copies and archive of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from amzn_review.documents_layout import DOCUMENTS_SOURCE
from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.bucket_arrivals import SOURCES, BucketArrivals, DocumentArrivals
from amzn_review.s3.copy_parts import COPY_KINDS, DOCUMENT_KINDS, CopyKind
from storage.bucket import Bucket
from storage.stored_object import StoredObject


class Arrivals(Iterable[StoredObject], Protocol):
    """What waits; when that was read, `left_alone` counts what no batch takes, `strays` names some of it."""

    left_alone: int
    strays: list[str]


@dataclass(frozen=True)
class BatchRoom:
    """What a kind of batch takes, and where it lies.

    `folder` is that of BatchKeys, `sources` are prefixes below uploaded/, `arrivals` lists what waits there,
    `kinds` are the rows that it is packed into.
    """

    folder: str
    sources: tuple[str, ...]
    kinds: tuple[CopyKind, ...]
    arrivals: Callable[[Bucket], Arrivals]
    expected: str

    def keys(self, batch_id: str) -> BatchKeys:
        """Where everything about a batch lies."""
        return BatchKeys(batch_id, self.folder)


REVIEWS = BatchRoom(
    "",
    SOURCES,
    COPY_KINDS,
    BucketArrivals,
    "NAME.json.gz in uploaded/reviews/CATEGORY/ or uploaded/metadata/products/, NAME.csv in "
    "uploaded/climate/, or uploaded/metadata/climate/ghcnd-stations.txt",
)
DOCUMENTS = BatchRoom(
    f"{DOCUMENTS_SOURCE}/",
    (f"{DOCUMENTS_SOURCE}/",),
    DOCUMENT_KINDS,
    DocumentArrivals,
    "NAME.json.gz in uploaded/documents/TASK/, as `amzn-review documents add --redshift` puts it there",
)
