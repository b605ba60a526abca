"""Which demo corpora may have reached a bucket: an empty object for each, put before its first review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amzn_review.corpus.demo import DEFAULT_DEMOS, Demo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.bucket import Bucket

DEMOS = "uploaded/.demos/"


def note_demos(bucket: Bucket, demos: Iterable[Demo]) -> None:
    """Tell whoever loads from the bucket that reviews of these demos may come. Raises S3Error."""
    known = set(demos_in_bucket(bucket))
    for demo in demos:
        if demo not in known:
            bucket.put(f"{DEMOS}{demo.name}", b"")


def demos_in_bucket(bucket: Bucket) -> tuple[Demo, ...]:
    """The demos that need no option, and those that were noted. Raises S3Error."""
    noted = (Demo.named(found.key.removeprefix(DEMOS)) for found in bucket.list(DEMOS))
    return tuple(sorted({*DEFAULT_DEMOS, *(demo for demo in noted if demo)}))
