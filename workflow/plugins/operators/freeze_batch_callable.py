"""Freezes the batch that one run takes."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from amzn_review.data_layout import DataLayout
from amzn_review.manifest import freeze_batch as freeze

log = logging.getLogger(__name__)
BATCH_ID = "{{ ti.xcom_pull(task_ids='freeze_batch', key='batch_id') }}"


def freeze_batch(data_dir: str, ti: Any) -> list[str]:
    """The sources of the batch, its id in XCom `batch_id`; none, so that the run ends, when nothing waits."""
    manifest = freeze(DataLayout(Path(data_dir)))
    if manifest is None:
        log.info("Nothing waits in %s/uploaded: no new files, nothing to do.", data_dir)
        return []
    ti.xcom_push(key="batch_id", value=manifest.batch_id)
    log.info("Batch %s: %s", manifest.batch_id, manifest.open_path)
    return manifest.sources()
