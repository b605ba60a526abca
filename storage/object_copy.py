"""Looks an object up, and copies it on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.s3_error import ObjectChangedError, ObjectGoneError, S3Error
from storage.stored_object import StoredObject, plain_etag

if TYPE_CHECKING:
    from storage.object_mover import ObjectMover

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
_LARGEST_COPY_BYTES = 5 * 1024**3
_NOT_FOUND = "404"


def find_object(mover: ObjectMover, key: str) -> StoredObject | None:
    """The object of this key as it is now, or None if there is none. Raises S3Error."""
    action = f"look up {key!r}"
    try:
        found = mover.boto_call(action, "head_object", Key=key)
    except S3Error as error:
        # An answer to HEAD has no body, so it gives no reason; a listing's answer does, and raises it here.
        mover.boto_call(action, "list_objects_v2", Prefix=key, MaxKeys=1)
        if error.code == _NOT_FOUND or isinstance(error, ObjectGoneError):
            return None
        raise
    return StoredObject(key, found["ContentLength"], plain_etag(found["ETag"]), found["LastModified"])


def copy_object(mover: ObjectMover, source: StoredObject, target_key: str) -> None:
    """Copy the listed object. Raises ObjectGoneError, ObjectChangedError, S3Error."""
    found = find_object(mover, source.key)
    if found is None:
        raise ObjectGoneError(source.key)
    if found.etag != source.etag:  # asked first, as not every server heeds the condition below
        raise ObjectChangedError(source.key, source.etag, found.etag)
    action = f"copy {source.key!r} to {target_key!r}"
    origin = {"Bucket": mover.address.bucket, "Key": source.key}
    condition = {"CopySourceIfMatch": f'"{source.etag}"'}
    try:
        if source.size > _LARGEST_COPY_BYTES:
            mover.copy_in_parts(action, target_key, origin, condition)
        else:
            mover.boto_call(action, "copy_object", Key=target_key, CopySource=origin, **condition)
    except ObjectGoneError:
        raise ObjectGoneError(source.key) from None
    except S3Error as error:
        if error.code == "PreconditionFailed":
            raise ObjectChangedError(source.key, source.etag, None) from error
        raise
