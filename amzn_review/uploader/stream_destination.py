"""The mock stream as a stream: reviews arrive as entries, as an application would add them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from amzn_review.data_layout import DataLayout
from amzn_review.uploader.destination import Box
from amzn_review.uploader.folder_destination import UploadedFolder
from amzn_review.uploader.review_stream import Pace, ReviewStream, UploadReport
from amzn_review.uploader.stream_box import StreamBox
from console.progress_bar import Advance

if TYPE_CHECKING:
    import redis


@dataclass(frozen=True)
class UploadedStream:
    """The Redis stream `key`. Weather is no entry of a stream: its files go into DATA_DIR/uploaded."""

    layout: DataLayout
    client: redis.Redis
    key: str

    @property
    def journals(self) -> Path:
        """The folder of its journals."""
        return self.layout.stream_journals(self.key)

    def open_box(self, folder: str) -> AbstractContextManager[Box]:
        """The box of a folder below uploaded/."""
        if folder.endswith("climate"):
            return UploadedFolder(self.layout).open_box(folder)
        waiting = self.layout.root / folder.removeprefix("reviews/")
        return StreamBox(self.client, self.key, folder, self.journals / folder, waiting.joinpath).open()


class StreamUploader:
    """Adds review files to a stream at a pace, ``batch`` in one round trip; see ReviewStream."""

    def __init__(
        self, layout: DataLayout, client: redis.Redis, key: str, *, batch: int = 1, **pace: Unpack[Pace]
    ) -> None:
        self.stream = ReviewStream(layout, UploadedStream(layout, client, key), batch=batch, **pace)

    def run(self, progress: Advance | None = None) -> UploadReport:
        """As ``ReviewStream.run``; raises StreamError too."""
        return self.stream.run(progress)
