"""The mock stream: drops a category's review files into uploaded/, as customers would."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Unpack

from amzn_review.data_layout import DataLayout
from amzn_review.uploader.drop_box import DropBox
from amzn_review.uploader.review_stream import Pace, ReviewStream, UploadReport
from console.progress_bar import Advance

# The folders of reviews have journals of their own, in a folder, as a category may be called products.
_JOURNALS = {"metadata/products": "products", "metadata/climate": "stations", "climate": "climate"}


class UploadedFolder:
    """The destination DATA_DIR/uploaded."""

    def __init__(self, layout: DataLayout) -> None:
        self.layout = layout

    @property
    def journals(self) -> Path:
        """The folder of its journals."""
        return self.layout.uploaded_journals

    def open_box(self, folder: str) -> AbstractContextManager[DropBox]:
        """The box of a folder below uploaded/."""
        return DropBox(
            self.layout.uploaded / folder, self.journals / f"{_JOURNALS.get(folder, folder)}.log"
        ).open()


class LocalUploader:
    """Copies review files into DATA_DIR/uploaded at a pace; see ReviewStream."""

    def __init__(self, layout: DataLayout, **pace: Unpack[Pace]) -> None:
        self.stream = ReviewStream(layout, UploadedFolder(layout), **pace)

    def run(self, progress: Advance | None = None) -> UploadReport:
        """As ``ReviewStream.run``."""
        return self.stream.run(progress)
