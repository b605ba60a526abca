"""Where documents lie below DATA_DIR on their way into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import DataLayout

DOCUMENTS_SOURCE = "documents"
ORIGINALS = "originals"


@dataclass(frozen=True)
class DocumentsLayout(DataLayout):
    """A DATA_DIR as the loader of documents sees it: batches, lock and archive are its own."""

    @property
    def manifests(self) -> Path:
        """Frozen lists of the batches' files, in open/ and done/."""
        return self.root / "manifests" / "documents"

    @property
    def lock(self) -> Path:
        """Held by the one process that loads documents."""
        return self.root / "manifests" / ".documents-lock"

    @property
    def raw(self) -> Path:
        """The archive of loaded files and their originals: one file a batch, large ones beside it."""
        return self.root / "raw" / "documents"

    def waiting(self, task: str) -> Path:
        """The folder in which a task's converted files wait."""
        return self.uploaded / DOCUMENTS_SOURCE / task

    def originals(self, task: str) -> Path:
        """The folder in which their originals wait, each named after what it was converted to."""
        return self.waiting(task) / ORIGINALS


def is_documents(key: str) -> bool:
    """Whether a key below uploaded/ is that of a file of documents; an original is none."""
    parts = key.split("/")
    return len(parts) == 3 and parts[0] == DOCUMENTS_SOURCE


def task_of(key: str) -> str:
    """The task of a key of documents, or of an original."""
    return key.split("/")[1]
