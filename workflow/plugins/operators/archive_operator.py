"""Moves a loaded batch's files out of the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context

from amzn_review.archive import archive_batch
from amzn_review.data_layout import DataLayout
from amzn_review.manifest import Manifest


class ArchiveOperator(BaseOperator):
    """Files that loaded go to raw/, the others to quarantine/; then the manifest is closed."""

    template_fields = ("batch_id",)

    def __init__(self, *, data_dir: str, batch_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_dir = data_dir
        self.batch_id = batch_id

    def execute(self, context: Context) -> None:
        """Move the files; the counts go to the log."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        manifest = Manifest(DataLayout(Path(self.data_dir)), self.batch_id)
        quarantined = WarehouseHook().run_file("staging/quarantined_files.sql", {"batch_id": self.batch_id})
        report = archive_batch(manifest, dict(quarantined))
        manifest.close()
        self.log.info("%s", report)
