"""A source on loopback, its declaration, and a collector between it and a data folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from amzn_review.collecting.collect_place import FolderPlace
from amzn_review.collecting.collect_state import CollectState, decode_state
from amzn_review.collecting.collector import Collected, Collector
from amzn_review.collecting.open_collector import open_collector
from amzn_review.collecting.source import Source
from amzn_review.collecting.source_files import read_source
from amzn_review.documents.document_files import DocumentFiles
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from tests.amzn_review.collecting.post_server import TOKEN, PostServer, serving
from tests.amzn_review.documents.conftest import KEY
from tests.amzn_review.load_site import LoadSite
from tests.conftest import PROJECT_ROOT, SQL_DIR
from text_files.documents.author_hash import AuthorHash

PRESETS = PROJECT_ROOT / "settings" / "sources"
TASKS = PROJECT_ROOT / "settings" / "tasks"
FIELDS = """
[fields]
text = "text"
external_id = "id"
author = "author_id"
created_at = "created_at"
language = "lang"
"""
BACK = (
    """
task = "tags"
language = "en"
address = "{url}/back"
token_variable = "COLLECT_TOKEN_TESTS"
is_token_needed = true
query = {{ max_results = 10 }}
[paging]
order = "newest_first"
mark = "id"
since = "since_id"
token = "next_token"
token_at = "meta.next_token"
window_days = 7
[records]
at = "data"
skip = ["is_repost"]
deleted = "deleted"
deleted_at = "gone"
"""
    + FIELDS
)
FORWARD = (
    """
task = "tags"
address = "{url}/forward"
[paging]
order = "oldest_first"
mark = "id"
since = "min_id"
"""
    + FIELDS
)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass
class Collecting:
    """A data folder, and the collectors of the sources that a test declares."""

    root: Path
    server: PostServer
    waits: list[float] = field(default_factory=list)
    now: datetime = NOW
    last: Collected | None = None

    def declare(self, text: str, name: str = "lamps") -> Path:
        """Write the file of a source; {url} is the server's."""
        path = self.root / "sources" / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(url=self.server.url))
        return path

    def source(self, name: str = "lamps") -> Source:
        """The source as the command reads it."""
        return read_source([PRESETS, self.root / "sources"], name, [TASKS])

    def collector(self, name: str = "lamps") -> Collector:
        """A collector that notes its pauses instead of making them."""
        place = FolderPlace(self.layout)
        made = open_collector(self.source(name), {"COLLECT_TOKEN_TESTS": TOKEN}, AuthorHash(KEY), place)
        made.client.sleep = self.waits.append
        made.client.clock = self.now.timestamp
        made.now = lambda: self.now
        return made

    def run(self, name: str = "lamps") -> Collected:
        """Collect once; `last` is what was collected, also when it raises."""
        collector = self.collector(name)
        self.last = collector.collected
        return collector.run()

    @property
    def layout(self) -> DocumentsLayout:
        return DocumentsLayout(self.root)

    def state(self, name: str = "lamps") -> CollectState:
        """The state that was committed."""
        path = self.layout.collected / f"{name}.json"
        return decode_state(path.read_bytes(), str(path))

    def waiting(self, task: str = "tags") -> list[dict[str, Any]]:
        """The lines of all files that wait, in the order of their names."""
        files = sorted(self.layout.waiting(task).glob("*.json.gz"))
        return [
            json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()
        ]

    def ids(self) -> list[str]:
        """The ids of the posts that wait."""
        return [line["external_id"] for line in self.waiting()]


@pytest.fixture
def post_server() -> Iterator[PostServer]:
    with serving(PostServer()) as server:
        yield server


@pytest.fixture
def collecting(tmp_path: Path, post_server: PostServer) -> Collecting:
    return Collecting(tmp_path, post_server)


def load(site: LoadSite) -> list[str]:
    """Load what waits as the command does; the equations of the sheets."""
    kind = DocumentFiles(DocumentsLayout(site.layout.root), LoadLimits())
    return [sheet.equation() for sheet in FileBatchLoader(kind, site.address.connect, SQL_DIR, "a-run").run()]
