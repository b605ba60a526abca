"""What the archive holds under a key."""

from __future__ import annotations

from amzn_review.archive.raw_listing import holders, open_archived
from amzn_review.data_layout import DataLayout


def extract(layout: DataLayout, key: str) -> list[tuple[str, bytes]]:
    """Each batch that archived a file of this key, the oldest first, with the file's bytes."""
    found = []
    for batch_id in holders(layout, key):
        with open_archived(layout, batch_id, key) as file:
            found.append((batch_id, file.read()))
    return found
