"""The way back from the quarantine: a file that is good by now waits in uploaded/ again.

A file goes back in four steps, so that a process killed between any two of them loses nothing: (1) a copy,
repaired if asked for, appears in uploaded/ whole; (2) the original moves to quarantine/.handed-back/; (3) the
record is marked; (4) the original is removed or, if the copy is another, kept in raw/. After (2) the next
replay finishes what is left over. Between (1) and (2) it hands the file back once more, and if a load took
the first copy meanwhile, the review's key makes the second one a duplicate.
"""

from __future__ import annotations

import filecmp
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from amzn_review.arrivals import source_of
from amzn_review.data_layout import PIECE_SUFFIX, DataLayout
from amzn_review.durable import sync_file, sync_folder
from amzn_review.folder_lock import only_process
from amzn_review.loader import Connect
from amzn_review.manifest import Manifest
from amzn_review.quarantine_fixes import Fix
from amzn_review.quarantine_handed_back import HandedBack, note, settle
from amzn_review.quarantine_records import QuarantinedRecord, find_records
from amzn_review.quarantine_repair import StillBadError, copy_repaired, require_good
from amzn_review.quarantine_text import file_kind
from amzn_review.sql_file import run_sql_file

_AT_ONCE = 1_000
_NOT_A_FILE = {
    "link": "it is a link, and links are never followed: put what it leads to in its place as a file",
    "other": "it is no file that can be read: put a file in its place",
}


@dataclass(frozen=True)
class Outcome:
    """A record went back as `key` below uploaded/, or stays set aside because of a `problem`, a sentence."""

    record: QuarantinedRecord
    key: str | None
    problem: str | None = None


class NotSetAsideError(ValueError):
    """A record that was asked for is not set aside; ``str()`` is one sentence."""


@dataclass(frozen=True)
class Replay:
    """Hands records back after `fixes`, in their order; what is still bad then stays where it is.

    `connect` opens a connection whose block is one transaction.
    """

    layout: DataLayout
    connect: Connect
    sql_dir: Path
    max_line_bytes: int
    fixes: Sequence[Fix] = ()

    def run(self, quarantine_ids: Sequence[int] | None = None, reason: str | None = None) -> list[Outcome]:
        """Hand back the records of these numbers, or of this reason, or all that are set aside.

        What an interrupted replay left over is finished first, and is among the outcomes. Raises
        NotSetAsideError, before anything is handed back, FolderBusyError, OSError and psycopg.Error.
        """
        with only_process(self.layout.manifests / ".replay-lock", "replay", self.layout.root):
            outcomes = self._settle()
            finished = {outcome.record.quarantine_id for outcome in outcomes}
            if quarantine_ids is not None:
                quarantine_ids = [number for number in quarantine_ids if number not in finished]
            selected = self._selected(quarantine_ids, reason)
            for start in range(0, len(selected), _AT_ONCE):
                outcomes += self._hand_back(selected[start : start + _AT_ONCE])
        return outcomes

    def rehearse(
        self, quarantine_ids: Sequence[int] | None = None, reason: str | None = None
    ) -> list[Outcome]:
        """The outcomes that `run` would have now; nothing goes back."""
        selected = self._selected(quarantine_ids, reason)
        if not selected:
            return []
        self.layout.quarantine.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rehearsal-", dir=self.layout.quarantine) as folder:
            copy = Path(folder) / "copy.json.gz"

            def act(_: QuarantinedRecord, path: Path, key: str) -> str:
                copy.unlink(missing_ok=True)
                self._copy_good(path, copy, key)
                return key

            return [self._attempt(record, act) for record in selected]

    def _records(
        self, quarantine_ids: Sequence[int] | None, reason: str | None = None, *, with_replayed: bool = False
    ) -> list[QuarantinedRecord]:
        with self.connect() as connection:
            return find_records(
                connection,
                self.sql_dir,
                quarantine_ids=quarantine_ids,
                reason=reason,
                with_replayed=with_replayed,
            )

    def _selected(self, quarantine_ids: Sequence[int] | None, reason: str | None) -> list[QuarantinedRecord]:
        if quarantine_ids is None:
            return self._records(None, reason)
        found = {record.quarantine_id: record for record in self._records(quarantine_ids, with_replayed=True)}
        for number in quarantine_ids:
            if number not in found:
                raise NotSetAsideError(f"There is no record {number}: see `amzn-review quarantine list`.")
            if replayed_at := found[number].replayed_at:
                raise NotSetAsideError(
                    f"Record {number} is not set aside: it was handed back on "
                    f"{replayed_at:%Y-%m-%d %H:%M:%S} UTC. See `amzn-review quarantine list`."
                )
        return list(found.values())

    def _attempt(
        self, record: QuarantinedRecord, act: Callable[[QuarantinedRecord, Path, str], str]
    ) -> Outcome:
        try:
            return Outcome(record, act(record, self._readable_file(record), self._target_key(record)))
        except StillBadError as problem:
            return Outcome(record, None, str(problem))

    def _target_key(self, record: QuarantinedRecord) -> str:
        name = Path(record.key).name
        for fix in self.fixes:
            name = fix.mend_name(name)
        if not name.isprintable():
            raise StillBadError("its name has control characters: replay it with `--fix rename`.")
        return f"{source_of(record.key)}/{name}"

    def _readable_file(self, record: QuarantinedRecord) -> Path:
        if Manifest(self.layout, record.batch_id).open_path.exists():
            raise StillBadError(
                f"the files of batch {record.batch_id} are not archived yet: run "
                "`amzn-review load --local` first."
            )
        path = record.path(self.layout)
        kind = file_kind(path)
        if kind == "missing":
            raise StillBadError(f"there is no file {path}: was it moved, or removed?")
        if kind != "file":
            raise StillBadError(f"{_NOT_A_FILE[kind]}, {path}.")
        try:
            path.open("rb").close()
        except PermissionError as error:
            raise StillBadError(f"{path}: {error.strerror}; give yourself the right to read it.") from error
        return path

    def _copy_good(self, path: Path, copy: Path, key: str) -> bool:
        """Copy and repair; returns whether a line changed. Raises StillBadError."""
        is_mended = copy_repaired(path, copy, self.fixes, self.max_line_bytes)
        require_good(copy, key, self.max_line_bytes)
        return is_mended

    def _hand_back(self, records: Sequence[QuarantinedRecord]) -> list[Outcome]:
        """All four steps, each for all records: the disk is waited for once a folder."""
        originals: dict[HandedBack, Path] = {}

        def act(record: QuarantinedRecord, path: Path, key: str) -> str:
            file = self._put(record, path, key)
            originals[file] = path
            return file.key

        try:
            return [self._attempt(record, act) for record in records]
        finally:
            for folder in {(self.layout.uploaded / file.key).parent for file in originals}:
                sync_folder(folder)
            for file, path in originals.items():
                note(self.layout, file, path)
            self._settle()

    def _put(self, record: QuarantinedRecord, path: Path, key: str) -> HandedBack:
        """Step (1): a whole copy appears in uploaded/, over no other file."""
        folder = (self.layout.uploaded / key).parent
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f".replay-{record.quarantine_id}{PIECE_SUFFIX}"
        try:
            is_mended = self._copy_good(path, copy, key)
            with copy.open("rb") as written:
                sync_file(written.fileno())
            name = _give_name(copy, Path(key).name, record.quarantine_id)
        finally:
            copy.unlink(missing_ok=True)
        return HandedBack(record.quarantine_id, record.batch_id, f"{source_of(key)}/{name}", is_mended)

    def _settle(self) -> list[Outcome]:
        """Steps (3) and (4) of every file that was handed back."""
        settled = settle(self.layout, self._mark)
        keys = {(file.quarantine_id, file.batch_id): file.key for file in settled}
        records = self._records([number for number, _ in keys], with_replayed=True) if keys else []
        found = [(record, keys.get((record.quarantine_id, record.batch_id))) for record in records]
        return [Outcome(record, key) for record, key in found if key]

    def _mark(self, files: Sequence[HandedBack]) -> None:
        parameters = {
            "quarantine_ids": [file.quarantine_id for file in files],
            "batch_ids": [file.batch_id for file in files],
        }
        with self.connect() as connection:
            run_sql_file(connection, self.sql_dir / "ledger" / "mark_replayed.sql", parameters)


def _give_name(copy: Path, name: str, number: int) -> str:
    """Let a finished file appear under its name, or under another if that is taken. Returns the name.

    A file of the same bytes is the one that an interrupted replay put there.
    """
    for candidate in _names(name, number):
        target = copy.with_name(candidate)
        try:
            os.link(copy, target)
        except FileExistsError:
            if file_kind(target) == "file" and filecmp.cmp(copy, target, shallow=False):
                return candidate
        else:
            return candidate
    raise AssertionError("the names have no end")


def _names(name: str, number: int) -> Iterator[str]:
    yield name
    yield f"replayed-{number}{PIECE_SUFFIX}"
    for turn in count(2):
        yield f"replayed-{number}-{turn}{PIECE_SUFFIX}"
