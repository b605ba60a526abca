"""After a batch is loaded: its files move to the archive, or to the quarantine when nothing loaded."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from amzn_review.manifest import Manifest

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ArchiveReport:
    """How many files moved to raw/, moved to quarantine/, and are gone or changed since."""

    archived: int
    quarantined: int
    left: int


def archive_batch(manifest: Manifest, quarantined: Mapping[str, str]) -> ArchiveReport:
    """Move every file of the batch out of uploaded/, bytes untouched. Safe to repeat.

    `quarantined` maps the key of a file to the reason why it goes to the quarantine. A file that is not
    the one that was listed stays where it is: it belongs to the next batch.
    """
    moved: dict[bool, int] = {True: 0, False: 0}
    left = 0
    for entry in manifest.entries():
        path = manifest.layout.uploaded / entry.key
        if not entry.is_unchanged(path):
            if manifest.find(entry) is None:
                log.warning(
                    "%s is gone, or is another file than was listed, which waits for the next batch.",
                    ascii(entry.key),
                )
                left += 1
            continue
        reason = quarantined.get(entry.key)
        target = manifest.quarantine_path(entry.key, reason) if reason else manifest.archive_path(entry.key)
        _move(path, target)
        moved[reason is not None] += 1
    return ArchiveReport(archived=moved[False], quarantined=moved[True], left=left)


def _move(path: Path, target: Path) -> None:
    try:
        path.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
