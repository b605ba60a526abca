"""Where documents lie below DATA_DIR on their way into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from amzn_review.kind_layout import KindLayout

DOCUMENTS_SOURCE = "documents"
ORIGINALS = "originals"
DELETIONS = "deletions"


@dataclass(frozen=True)
class DocumentsLayout(KindLayout):
    """A DATA_DIR as the loader of documents sees it.

    The archive has one file a batch, of converted files and their originals; large ones lie beside it.
    """

    kind: ClassVar[str] = "documents"

    def waiting(self, task: str) -> Path:
        """The folder in which a task's converted files wait."""
        return self.uploaded / DOCUMENTS_SOURCE / task

    def originals(self, task: str) -> Path:
        """The folder in which their originals wait, each named after what it was converted to."""
        return self.waiting(task) / ORIGINALS

    def deletions(self, task: str) -> Path:
        """The folder in which lists of posts wait that their source has deleted."""
        return self.waiting(task) / DELETIONS


def is_documents(key: str) -> bool:
    """Whether a key below uploaded/ is that of a file of documents; an original is none."""
    parts = key.split("/")
    return len(parts) == 3 and parts[0] == DOCUMENTS_SOURCE


def task_of(key: str) -> str:
    """The task of a key of documents, or of an original."""
    return key.split("/")[1]
