"""Begin the stream again: forget what has arrived, been archived or set aside."""

from __future__ import annotations

import shutil

from amzn_review.data_layout import DataLayout
from amzn_review.folder_lock import only_process


class BatchUnderWayError(ValueError):
    """A batch has been listed and not been finished; ``str()`` is one sentence."""


def clear_arrivals(layout: DataLayout, *, force: bool = False) -> list[str]:
    """Remove uploaded/ with the uploader's journal, raw/, quarantine/, manifests/ and work/.

    Pieces, waiting metadata and models stay. Returns the names of the folders that were there. Raises
    FolderBusyError while an uploader is at work and, unless ``force``, BatchUnderWayError while manifests/
    holds an open batch: its run would lose its files. A run that lists its batch after that look is not seen.
    """
    folders = (layout.uploaded, layout.raw, layout.quarantine, layout.manifests, layout.work)
    present = [folder for folder in folders if folder.is_dir()]
    with only_process(layout.uploaded_journals / "lock", "uploader", layout.root):
        if not force:
            _refuse_under_way(layout)
        for folder in folders:
            if folder.is_dir():
                shutil.rmtree(folder)
    return [folder.name for folder in present]


def _refuse_under_way(layout: DataLayout) -> None:
    batches = sorted(manifest.stem for manifest in (layout.manifests / "open").glob("*.jsonl"))
    if batches:
        raise BatchUnderWayError(
            f"Batch {batches[0]} is under way or waits to be finished: wait for the run, or use --force "
            "(make clear-local ARGS=--force)."
        )
