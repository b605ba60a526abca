"""Deletes objects, a thousand a request."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from storage.ordered_work import ordered_work
from storage.s3_error import ObjectGoneError, S3Error
from storage.s3_error_message import s3_error_of

if TYPE_CHECKING:
    from storage.object_mover import ObjectMover

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
_MOST_KEYS = 1000
_THREADS = 8
_ATTEMPTS = 6
_PASSING = frozenset(
    {"InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout", "OperationAborted"}
)
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
_REPLACED = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
# What XML 1.0 cannot say, nor keep as it is: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[\x00-\x1f\x7f\ufffe\uffff]")


def delete_objects(mover: ObjectMover, etags: Iterable[tuple[str, str | None]]) -> list[str]:
    """Delete the objects ``(key, ETag)``; with an ETag, only if the object has it. Returns the keys kept.

    The server compares, in the same step as it deletes. One that is not there is fine. Raises S3Error.
    """
    done = ordered_work(
        lambda some: _delete(mover, some),
        _groups(etags),
        threads=_THREADS,
        weigh=len,
        most_weight=2 * _THREADS * _MOST_KEYS,
        most_items=2 * _THREADS,
    )
    return [key for kept in done for key in kept]


def _groups(etags: Iterable[tuple[str, str | None]]) -> Iterator[dict[str, str | None]]:
    rest = iter(etags)
    while group := dict(islice(rest, _MOST_KEYS)):
        yield group


def _delete(mover: ObjectMover, etags: Mapping[str, str | None]) -> list[str]:
    kept = [key for key in etags if _NOT_XML.search(key) and not _delete_one(mover, key, etags[key])]
    left = [key for key in etags if not _NOT_XML.search(key)]
    for attempt in range(1, _ATTEMPTS + 1):
        if not left:
            break
        asked = {"Objects": [_named(key, etags[key]) for key in left], "Quiet": True}
        answer = mover.boto_call(f"delete {len(left):,} objects", "delete_objects", Delete=asked)
        errors = [error for error in answer.get("Errors", ()) if error["Code"] != "NoSuchKey"]
        kept += [error["Key"] for error in errors if error["Code"] in _REPLACED]
        errors = [error for error in errors if error["Code"] not in _REPLACED]
        lasting = [error for error in errors if error["Code"] not in _PASSING or attempt == _ATTEMPTS]
        if lasting:
            raise s3_error_of(mover.address, f"delete {lasting[0]['Key']!r}", {"Error": lasting[0]})
        left = [error["Key"] for error in errors]
        if left:
            time.sleep(random.uniform(0, 0.1 * 2**attempt))  # spreads the load
    return kept


def _named(key: str, etag: str | None) -> dict[str, str]:
    return {"Key": key} if etag is None else {"Key": key, "ETag": f'"{etag}"'}


def _delete_one(mover: ObjectMover, key: str, etag: str | None) -> bool:
    condition = {} if etag is None else {"IfMatch": f'"{etag}"'}
    try:
        mover.boto_call(f"delete {key!r}", "delete_object", Key=key, **condition)
    except ObjectGoneError:
        return True
    except S3Error as error:
        if error.code not in _REPLACED:
            raise
        return False
    return True
