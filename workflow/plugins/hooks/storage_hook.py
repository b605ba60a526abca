"""Talks to the storage through which the models' tasks hand over to each other."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

from workflow.plugins.hooks.bucket_connection import bucket_at

if TYPE_CHECKING:
    from storage.artifact_store import ArtifactStore
    from storage.bucket import Bucket

STORAGE_CONNECTION = "rating_storage"


class StorageHook(BaseHook):
    """Folders and, by connection `rating_storage`, buckets; see `bucket_at`.

    Nobody asks for the connection where storage is a folder.
    """

    def artifact_session(self) -> AbstractContextManager[ArtifactStore]:
        """A block that reads and writes places; what it writes is handed over when it ends well."""
        from storage.artifact_store import artifact_session

        return artifact_session(self._bucket)

    def _bucket(self, name: str) -> Bucket:
        return bucket_at(self.get_connection(STORAGE_CONNECTION), name)
