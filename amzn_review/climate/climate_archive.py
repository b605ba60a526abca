"""After the commit: the files of a batch of climate leave uploaded/, for the archive or the quarantine."""

from __future__ import annotations

import gzip
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amzn_review.archive.file_archive import BatchArchive
from amzn_review.batch.archive_report import SetAside
from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_file import FileReader, opened_folders
from amzn_review.batch.manifest import Manifest, ManifestEntry
from amzn_review.batch.quarantine_names import quarantine_path
from amzn_review.climate.climate_line import read_climate_lines
from amzn_review.climate_layout import is_station_list
from storage.atomic_file import move_file, write_durably

_ANY_LENGTH = 1 << 40  # the limit was applied when the lines were loaded


@dataclass(frozen=True)
class ClimateArchive:
    """Moves the files of one loaded batch, bytes untouched, to raw/climate/<batch>/ or quarantine/.

    `set_aside` are its records in the quarantine: a bad line, with the header before it if the file has one,
    becomes a file of its own there. Each file is first renamed into a
    hidden folder of its batch and there compared with the manifest, so that a file that was dropped again
    under the same name is never taken for the listed one.
    """

    manifest: Manifest
    set_aside: Sequence[SetAside]

    def run(self) -> None:
        """Archive or set aside, then close the manifest. Safe to repeat. Raises OSError."""
        layout = self.manifest.layout
        reasons = {item.source_key: item.reason for item in self.set_aside if item.is_whole_file}
        outgoing = layout.uploaded / ".outgoing" / self.manifest.batch_id
        outgoing.mkdir(parents=True, exist_ok=True)
        with opened_folders(outgoing) as reader:
            for place, entry in enumerate(self.manifest.entries()):
                renamed = outgoing / str(place)
                if not os.path.lexists(renamed):
                    try:
                        (layout.uploaded / entry.key).rename(renamed)
                    except FileNotFoundError:
                        continue  # archived before, or taken away by somebody
                if _is_listed_one(reader, place, entry):
                    self._set_lines_aside(renamed, entry)
                    reason = reasons.get(printable(entry.key))
                    target = layout.raw / self.manifest.batch_id / entry.key
                    if reason:
                        target = quarantine_path(layout, reason, self.manifest.batch_id, entry.key)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    move_file(renamed, target)
                else:
                    BatchArchive(self.manifest, (), ()).give_back(place, entry)
        outgoing.rmdir()
        self.manifest.close()

    def _set_lines_aside(self, path: Path, entry: ManifestEntry) -> None:
        key = printable(entry.key)
        wanted = {
            item.line_number: item.reason
            for item in self.set_aside
            if item.source_key == key and not item.is_whole_file
        }
        if not wanted:
            return
        header = None if is_station_list(entry.key) else b""
        with path.open("rb") as file:
            for number, line in read_climate_lines(file, entry.key, _ANY_LENGTH):
                if header == b"":
                    header = line + b"\n"
                if number in wanted:
                    layout, batch_id = self.manifest.layout, self.manifest.batch_id
                    target = quarantine_path(layout, wanted[number], batch_id, entry.key, number)
                    write_durably(target, gzip.compress((header or b"") + line + b"\n", mtime=0))


def _is_listed_one(reader: FileReader, place: int, entry: ManifestEntry) -> bool:
    """Whether the bytes are those of the manifest; what never could be read is not compared."""
    return not entry.blake2b or reader.entry(str(place)).blake2b == entry.blake2b
