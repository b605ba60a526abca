"""The way back from the quarantine: a file that is good by now waits in uploaded/ again.

Files go back in four steps, each for up to 1,000 records before the next one, so that a process killed at any
moment loses nothing: (1) copies, repaired if asked for, are written, synced, and appear in uploaded/ whole;
(2) the originals move to quarantine/.handed-back/; (3) the records are marked; (4) the originals are removed
or, if the copy is another, kept in raw/. After (2) the next replay finishes what is left over. Between (1)
and (2) it hands the files back once more, and if a load took the first copies meanwhile, the reviews' keys
make the second ones duplicates.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from amzn_review.batch.arrivals import source_of
from amzn_review.batch.manifest import Manifest
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.loader import Connect
from amzn_review.quarantine.fixes import Fix
from amzn_review.quarantine.ledger import QuarantineLedger
from amzn_review.quarantine.preview import file_kind
from amzn_review.quarantine.quarantined_record import QuarantinedRecord
from amzn_review.quarantine.repair import StillBadError, copy_repaired, require_good
from amzn_review.quarantine.replay_copies import ReplayCopies
from amzn_review.quarantine.requeued_files import RequeuedFile, finish_requeue, record_requeued
from storage.folder_lock import only_process

_AT_ONCE = 1_000
_REPLAYABLE = ("set aside", "dismissed")
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

        A record that was dismissed goes back if its number is named. What an interrupted replay left over is
        finished first, and is among the outcomes. Raises NotSetAsideError, before anything is handed back,
        FolderBusyError, OSError and psycopg.Error.
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

    @property
    def _ledger(self) -> QuarantineLedger:
        return QuarantineLedger(self.connect, self.sql_dir)

    def _selected(self, quarantine_ids: Sequence[int] | None, reason: str | None) -> list[QuarantinedRecord]:
        if quarantine_ids is None:
            return self._ledger.records(reason=reason)
        return self._ledger.named(quarantine_ids, _REPLAYABLE)

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
        """All four steps, each for all records, so that the disk is waited for once."""
        originals: dict[RequeuedFile, Path] = {}
        with ReplayCopies(self.layout) as copies:

            def act(record: QuarantinedRecord, path: Path, key: str) -> str:
                is_mended = self._copy_good(path, copies.path(record.quarantine_id), key)
                originals[RequeuedFile(record.quarantine_id, record.batch_id, key, is_mended)] = path
                return key

            try:
                outcomes = [self._attempt(record, act) for record in records]
            finally:
                keys = copies.let_appear({file.quarantine_id: file.key for file in originals})
                named = {
                    msgspec.structs.replace(file, key=keys[file.quarantine_id]): path
                    for file, path in originals.items()
                }
                record_requeued(self.layout, named)
                self._settle()
        return [
            replace(outcome, key=keys.get(outcome.record.quarantine_id, outcome.key)) for outcome in outcomes
        ]

    def _settle(self) -> list[Outcome]:
        """Steps (3) and (4) of every file that was handed back."""
        settled = finish_requeue(self.layout, self._ledger.mark_replayed)
        keys = {(file.quarantine_id, file.batch_id): file.key for file in settled}
        numbers = [number for number, _ in keys]
        records = self._ledger.records(quarantine_ids=numbers, with_settled=True) if keys else []
        found = [(record, keys.get((record.quarantine_id, record.batch_id))) for record in records]
        return [Outcome(record, key) for record, key in found if key]
