"""Deletes objects, a thousand a request."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from amzn_review.s3.ordered_work import ordered_work
from amzn_review.s3.refusal import refusal

if TYPE_CHECKING:
    from amzn_review.s3.object_mover import ObjectMover

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
_MOST_KEYS = 1000
_THREADS = 8
_ATTEMPTS = 6
_PASSING = frozenset(
    {"InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout", "OperationAborted"}
)
# What XML 1.0 cannot say, nor keep as it is: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")


def delete_objects(mover: ObjectMover, keys: Iterable[str]) -> None:
    """Delete the objects of these keys; one that is not there is fine. Raises S3Error."""
    done = ordered_work(
        lambda some: _delete(mover, some),
        _groups(keys),
        threads=_THREADS,
        weigh=len,
        most_weight=2 * _THREADS * _MOST_KEYS,
        most_items=2 * _THREADS,
    )
    for _ in done:
        pass


def _groups(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while group := list(islice(rest, _MOST_KEYS)):
        yield group


def _delete(mover: ObjectMover, keys: list[str]) -> None:
    for key in filter(_NOT_XML.search, keys):
        mover.boto_call(f"delete {key!r}", "delete_object", Key=key)
    left = [key for key in keys if not _NOT_XML.search(key)]
    for attempt in range(1, _ATTEMPTS + 1):
        if not left:
            return
        asked = {"Objects": [{"Key": key} for key in left], "Quiet": True}
        answer = mover.boto_call(f"delete {len(left):,} objects", "delete_objects", Delete=asked)
        errors = [error for error in answer.get("Errors", ()) if error["Code"] != "NoSuchKey"]
        lasting = [error for error in errors if error["Code"] not in _PASSING or attempt == _ATTEMPTS]
        if lasting:
            raise refusal(mover.address, f"delete {lasting[0]['Key']!r}", {"Error": lasting[0]})
        left = [error["Key"] for error in errors]
        if left:
            time.sleep(random.uniform(0, 0.1 * 2**attempt))  # noqa: S311 - spreads the load
