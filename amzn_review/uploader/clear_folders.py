"""Begin the stream again: forget what has arrived, been archived or set aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.batch.manifest import open_manifests
from amzn_review.climate_layout import ClimateLayout
from amzn_review.data_layout import DataLayout
from amzn_review.documents_layout import DocumentsLayout
from storage.folder_lock import only_process


def clear_arrivals(layout: DataLayout, *, force: bool = False) -> list[str]:
    """Remove uploaded/ with the uploader's journal, raw/, quarantine/, manifests/ and work/.

    The uploader's journals of streams go too; what is in a stream stays there, and is loaded. Review files of
    the categories, waiting metadata, climate files and models stay. Returns the names of the folders that
    were there.
    Raises FolderBusyError while an uploader is at work and, unless ``force``, while a load is;
    BatchUnderWayError, unless ``force``, while manifests/ holds an open batch: its run would lose its files.
    """
    folders = (
        layout.uploaded, layout.raw, layout.quarantine, layout.manifests, layout.work, layout.streams,
    )  # fmt: skip
    present = [folder for folder in folders if folder.is_dir()]
    with ExitStack() as locks:
        for journals in (layout.uploaded_journals, *layout.streams.glob("*/")):
            locks.enter_context(only_process(journals / "lock", "uploader", layout.root))
        locks.enter_context(_no_load(layout, force=force))
        for folder in folders:
            if folder.is_dir():
                shutil.rmtree(folder)
    return [folder.name for folder in present]


@contextmanager
def _no_load(layout: DataLayout, *, force: bool) -> Iterator[None]:
    """While the block runs nothing is loaded, and no batch is unfinished; with ``force`` nobody looks."""
    if force:
        yield
        return
    climate, documents = ClimateLayout(layout.root), DocumentsLayout(layout.root)
    with (
        only_process(layout.manifests / ".lock", "load", layout.root),
        only_process(climate.lock, "load of climate", layout.root),
        only_process(documents.lock, "load of documents", layout.root),
    ):
        batches = [found for it in (layout, climate, documents) for found in open_manifests(it)]
        if batches:
            raise BatchUnderWayError(
                f"Batch {batches[0].batch_id} waits to be finished: let the next run do that, or use "
                "--force (make clear-local ARGS=--force)."
            )
        yield
