from __future__ import annotations

import pytest

from storage.address import BucketAddress
from storage.bucket import Bucket
from tests.amzn_review.s3.batch_site import BatchSite


@pytest.fixture
def batches(bucket_address: BucketAddress) -> BatchSite:
    """An empty bucket and the steps of a batch."""
    return BatchSite(Bucket(bucket_address))
