"""Where arrivals come from that no program drops into uploaded/ itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from amzn_review.batch.manifest import Manifest
from amzn_review.data_layout import DataLayout


class ArrivalSource(Protocol):
    """Brings what arrived elsewhere into uploaded/, and is told when it is loaded and archived.

    Both are called by the process that holds the lock of the load, and both can be repeated.
    """

    def bring(self, layout: DataLayout, most: int) -> int:
        """Write up to `most` arrivals as files below uploaded/; returns their number.

        An arrival that was brought before and never acknowledged is written again, under the same key.
        """

    def acknowledge(self, manifest: Manifest, keys: Sequence[str]) -> None:
        """Note that these files of a batch are loaded and archived: the source never brings them again.

        Keys of files that came another way are passed over.
        """
