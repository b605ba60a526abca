"""Where files that are loaded beside the reviews lie below DATA_DIR on their way into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from amzn_review.data_layout import DataLayout


@dataclass(frozen=True)
class KindLayout(DataLayout):
    """A DATA_DIR as the loader of one kind of files sees it: batches, lock and archive are its own."""

    kind: ClassVar[str]

    @property
    def manifests(self) -> Path:
        """Frozen lists of the batches' files, in open/ and done/."""
        return self.root / "manifests" / self.kind

    @property
    def lock(self) -> Path:
        """Held by the one process that loads files of the kind."""
        return self.root / "manifests" / f".{self.kind}-lock"

    @property
    def raw(self) -> Path:
        """The archive of loaded files, as they came."""
        return self.root / "raw" / self.kind
