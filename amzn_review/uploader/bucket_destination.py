"""The mock stream into a bucket: reviews arrive as objects, as customers would send them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Unpack

from amzn_review.corpus.demo import noted_demos
from amzn_review.data_layout import DataLayout
from amzn_review.s3.bucket_demos import note_demos
from amzn_review.uploader.bucket_box import BucketBox
from amzn_review.uploader.journal_place import journal_place
from amzn_review.uploader.review_stream import Pace, ReviewStream, UploadReport
from console.progress_bar import Advance
from storage.bucket import Bucket

WORKERS = 32


class UploadedBucket:
    """The destination s3://bucket/uploaded."""

    def __init__(self, layout: DataLayout, bucket: Bucket) -> None:
        self.layout = layout
        self.bucket = bucket

    @property
    def journals(self) -> Path:
        """The folder of its journals."""
        return journal_place(self.layout, self.bucket.address)

    def open_box(self, folder: str) -> AbstractContextManager[BucketBox]:
        """The box of a folder below uploaded/."""
        waiting = self.layout.root / folder.removeprefix("reviews/")
        return BucketBox(self.bucket, folder, self.journals / folder, waiting.joinpath).open()


class BucketUploader:
    """Puts review files into a bucket at a pace, ``batch`` reviews an object; see ReviewStream.

    Each review is in exactly one object, however often the run is killed and whatever ``batch`` the next
    run has. That holds for one DATA_DIR, which remembers what it has put: two of them know nothing of each
    other, and review files that both put are loaded once, by their review_key.
    """

    def __init__(self, layout: DataLayout, bucket: Bucket, *, batch: int = 1, **pace: Unpack[Pace]) -> None:
        pace = {"workers": WORKERS, **pace}
        self.layout = layout
        self.bucket = bucket
        self.stream = ReviewStream(layout, UploadedBucket(layout, bucket), batch=batch, **pace)

    def run(self, progress: Advance | None = None) -> UploadReport:
        """As ``ReviewStream.run``; raises S3Error too."""
        note_demos(self.bucket, noted_demos(self.layout))
        return self.stream.run(progress)
