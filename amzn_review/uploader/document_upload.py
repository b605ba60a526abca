"""Converted files of documents, put into a bucket with their originals."""

from __future__ import annotations

from collections.abc import Sequence

from amzn_review.documents.document_arrivals import originals_of
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.s3.bucket_arrivals import UPLOADED
from storage.bucket import Bucket


def upload_converted(bucket: Bucket, layout: DocumentsLayout, keys: Sequence[str]) -> None:
    """Put the files of these keys below uploaded/, all originals before the first of them.

    An object of that name and size stays as it is, for the name holds a hash of what is in it. After a kill
    some files wait and others do not; the same call puts the rest. Raises S3Error, OSError.
    """
    originals = [original.key for key in keys for original in originals_of(layout, key)]
    for key in (*originals, *keys):
        path = layout.uploaded / key
        found = bucket.head(UPLOADED + key)
        if found is None or found.size != path.stat().st_size:
            bucket.upload(UPLOADED + key, path)
