"""Where the uploader remembers what it put into a bucket."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from amzn_review.data_layout import DataLayout
from storage.address import BucketAddress


def journal_place(layout: DataLayout, address: BucketAddress) -> Path:
    """The folder of one bucket's journals: without it, the uploader begins again.

    The server's port is no part of it: the stand-in on another port has the same objects.
    """
    server = urlsplit(address.endpoint_url).hostname if address.endpoint_url else "amazonaws"
    return layout.bucket_journals(server or "unnamed", address.bucket)
