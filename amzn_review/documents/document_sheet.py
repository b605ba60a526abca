"""What became of the records of a batch of documents, in numbers that have to add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from amzn_review.part_sheet import PartSheet


@dataclass(frozen=True)
class DocumentSheet(PartSheet):
    """One batch and task: `listed` = `loaded` + `relabelled` + `duplicate` + `quarantined`, all records.

    A `relabelled` record is a known text with a label that it did not have; `label_events` were written.
    """

    batch_id: str
    task: str
    run_id: str
    files: int
    listed: int
    loaded: int
    relabelled: int
    duplicate: int
    quarantined: int
    label_events: int

    part_field: ClassVar[str] = "task"
    summands: ClassVar[Mapping[str, str]] = {
        "loaded": "loaded",
        "relabelled": "relabelled",
        "duplicate": "duplicate",
        "quarantined": "quarantined",
    }
    also: ClassVar[Mapping[str, str]] = {"label_events": "labels"}
