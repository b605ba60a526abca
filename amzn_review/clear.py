"""Begin the stream again: forget what has arrived, been archived or set aside."""

from __future__ import annotations

import shutil

from amzn_review.data_layout import DataLayout
from amzn_review.folder_lock import only_process


def clear_arrivals(layout: DataLayout) -> list[str]:
    """Remove uploaded/ with the uploader's journal, raw/, quarantine/, manifests/ and work/.

    Pieces, waiting metadata and models stay. Returns the names of the folders that were there.
    Raises FolderBusyError while an uploader is at work.
    """
    folders = (layout.uploaded, layout.raw, layout.quarantine, layout.manifests, layout.work)
    present = [folder for folder in folders if folder.is_dir()]
    with only_process(layout.uploaded_journals / "lock", "uploader", layout.root):
        for folder in folders:
            if folder.is_dir():
                shutil.rmtree(folder)
    return [folder.name for folder in present]
