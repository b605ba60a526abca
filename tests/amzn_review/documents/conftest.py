"""Files of texts in, tables and archive out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from amzn_review.documents.converter import Converted, Converter
from amzn_review.documents.document_files import DocumentFiles
from amzn_review.documents.document_sheet import DocumentSheet
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from tests.amzn_review.load_site import LoadSite
from tests.conftest import PROJECT_ROOT, SQL_DIR
from text_files.documents.author_hash import AuthorHash
from text_files.documents.file_layout import FileLayout, document_layouts
from text_files.documents.layout_choice import ToldColumns

TASKS = PROJECT_ROOT / "settings" / "tasks"
KEY = "a key of the tests"


@dataclass(frozen=True)
class DocumentSite:
    """A data folder, an empty warehouse, and converter and loader of documents between them."""

    site: LoadSite
    files: Path
    notes: list[str] = field(default_factory=list)

    @property
    def layout(self) -> DocumentsLayout:
        return DocumentsLayout(self.site.layout.root)

    def file(self, name: str, content: bytes | str) -> Path:
        """A file of a user's own."""
        self.files.mkdir(exist_ok=True)
        path = self.files / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def convert(
        self,
        *paths: Path,
        task: str = "toy",
        layouts: list[FileLayout] | None = None,
        plain: bool = False,
        **told: Any,
    ) -> list[Converted]:
        """Convert files as the command does; without `layouts`, by those of the task that the project has."""
        known = document_layouts([TASKS], task) if layouts is None and task != "toy" else layouts or []
        authors = None if plain else AuthorHash(KEY)
        converter = Converter(self.layout, task, known, ToldColumns(**told), authors)
        found = converter.run(paths)
        self.notes[:] = converter.notes
        return found

    def loader(self) -> FileBatchLoader[DocumentSheet]:
        """The loader as the command makes it."""
        kind = DocumentFiles(self.layout, LoadLimits())
        return FileBatchLoader(kind, self.site.address.connect, SQL_DIR, "a-run")

    def load(self) -> list[str]:
        """Load what waits; the equations of the sheets."""
        return [sheet.equation() for sheet in self.loader().run()]

    def add(self, *paths: Path, **choices: Any) -> list[str]:
        """Convert and load."""
        self.convert(*paths, **choices)
        return self.load()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.site.rows(query)

    def below(self, folder: str) -> list[str]:
        """Every file below a folder of DATA_DIR, sorted."""
        root = self.layout.root / folder
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


@pytest.fixture
def documents(site: LoadSite, tmp_path_factory: pytest.TempPathFactory) -> DocumentSite:
    return DocumentSite(site, tmp_path_factory.mktemp("files"))
