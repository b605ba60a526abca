"""The name under which the loads of one DATA_DIR read a stream."""

from __future__ import annotations

import secrets

from amzn_review.data_layout import DataLayout
from storage.atomic_file import write_durably


def reader_name(layout: DataLayout) -> str:
    """The name, made at the first call and kept in manifests/: the next load continues as the same reader.

    So what a killed load had read is read again at once; the lock of the load says that it is dead.
    """
    path = layout.manifests / ".reader"
    if not path.exists():
        write_durably(path, f"loader-{secrets.token_hex(8)}\n".encode())
    return path.read_text().strip()
