"""A published file of product metadata, brought to where the uploader takes it from."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterator
from pathlib import Path

from amzn_review.data_layout import REVIEW_SUFFIX, DataLayout, safe_stem
from console.progress_bar import Advance
from storage.folder_lock import only_process
from storage.gzip_file import write_gzip_atomically
from text_files.framing.read_source import read_source


def bring_products(file: Path, layout: DataLayout, progress: Advance | None = None) -> Path:
    """Copy product metadata into metadata/products as ``<stem>-<digest of its lines>.json.gz``; returns that.

    Reads what `text_files.framing` reads, as a stream. As the name tells the content, the uploader takes
    a corrected file of the same name for a new one, and the same lines, packed however, for one that it has
    dropped (also when other lines came in between). Earlier deliveries of the same stem make way. Records
    are not judged: that is the loader's task. ``progress(bytes_read, bytes_total)``.
    Raises UnreadableFileError (nothing stays then), FolderBusyError, OSError.
    """
    lines = read_source(file, progress)
    stem = safe_stem(file) or "products"
    folder = layout.metadata_products
    digest = hashlib.blake2b(digest_size=4)

    def digested() -> Iterator[bytes]:
        for line in lines:
            digest.update(line)
            yield line

    with only_process(folder / ".delivery.lock", "delivery of products", folder):
        # Hidden from the uploader until the last line has told the name.
        unnamed = folder / f".{stem}{REVIEW_SUFFIX}"
        write_gzip_atomically(unnamed, digested())
        delivered = unnamed.replace(folder / f"{stem}-{digest.hexdigest()}{REVIEW_SUFFIX}")
        for earlier in folder.glob(f"{glob.escape(stem)}-????????{REVIEW_SUFFIX}"):
            if earlier != delivered:
                earlier.unlink()
        return delivered
