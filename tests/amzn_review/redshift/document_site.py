"""Files of texts in, a bucket and a warehouse in the Redshift stand-in out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from amzn_review.documents.converter import Converter
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.bucket_document_loader import BucketDocumentLoader
from amzn_review.redshift.staged_kind import Staging
from amzn_review.uploader.document_upload import upload_converted
from storage.bucket import Bucket
from tests.redshift_site import RedshiftSite
from text_files.documents.author_hash import AuthorHash
from text_files.documents.file_layout import FileLayout
from text_files.documents.layout_choice import ToldColumns

KEY = "a key of the tests"


@dataclass(frozen=True)
class BucketDocumentSite:
    """Converts in `folder`, loads through `staging`; `warehouse` looks at what is committed."""

    folder: Path
    staging: Staging
    warehouse: RedshiftSite
    limits: LoadLimits = field(default_factory=LoadLimits)

    @property
    def bucket(self) -> Bucket:
        return self.staging.bucket

    def file(self, name: str, content: bytes | str) -> Path:
        """A file of a user's own."""
        path = self.folder / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def convert(
        self, *paths: Path, task: str = "toy", layouts: list[FileLayout] | None = None, **told: Any
    ) -> list[str]:
        """Convert files, and put them into the bucket, as the command does; their keys below uploaded/."""
        layout = DocumentsLayout(self.folder / "data")
        converter = Converter(layout, task, layouts or [], ToldColumns(**told), AuthorHash(KEY))
        keys = [it.key for it in converter.run(paths)]
        upload_converted(self.bucket, layout, keys)
        return keys

    def load(self) -> list[str]:
        """Load what waits; the equations of the sheets."""
        loader = BucketDocumentLoader(self.staging, "a-run", self.limits)
        return [sheet.equation() for sheet in loader.run()]

    def add(self, *paths: Path, **choices: Any) -> list[str]:
        """Convert and load."""
        self.convert(*paths, **choices)
        return self.load()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.warehouse.run(query)

    def keys(self, prefix: str = "") -> list[str]:
        """The keys of all objects below a prefix, sorted; COPY's jsonpaths are none of a batch's."""
        found = sorted(it.key for it in self.bucket.list(prefix))
        return [key for key in found if not key.startswith("copy/jsonpaths/")]


@pytest.fixture
def texts(staging: Staging, redshift_site: RedshiftSite, tmp_path: Path) -> BucketDocumentSite:
    return BucketDocumentSite(tmp_path, staging, redshift_site)
