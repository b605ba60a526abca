"""Records that nobody will mend: settled, and their files kept out of the way.

A record is dismissed in two steps, each for up to 1,000 records before the next one: (1) the files move from
quarantine/<reason>/ to quarantine/dismissed/<reason>/, bytes untouched; (2) the records are marked. A record
whose dismissal was killed between the two is still set aside, is found where its file is by now, and can be
dismissed, or replayed, once more.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from amzn_review.batch.manifest import Manifest
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.loader import Connect
from amzn_review.quarantine.ledger import QuarantineLedger
from amzn_review.quarantine.quarantined_record import QuarantinedRecord
from amzn_review.quarantine.requeued_files import finish_requeue, remove_empty
from storage.atomic_file import move_unsynced, sync_folders
from storage.folder_lock import only_process

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Dismissed:
    """A record that is settled, or stays set aside because of a `problem`, a sentence.

    `path` is where its file lies now, None if there was none any more.
    """

    record: QuarantinedRecord
    path: Path | None
    problem: str | None = None


@dataclass(frozen=True)
class Dismissal:
    """Dismisses records. `connect` opens a connection whose block is one transaction."""

    layout: DataLayout
    connect: Connect
    sql_dir: Path

    def run(self, quarantine_ids: Sequence[int]) -> list[Dismissed]:
        """Dismiss the records of these numbers.

        What an interrupted replay left over is finished first. Raises NotSetAsideError, before anything is
        dismissed, FolderBusyError while a replay is at work, OSError and psycopg.Error.
        """
        ledger = QuarantineLedger(self.connect, self.sql_dir)
        found: list[Dismissed] = []
        with only_process(self.layout.manifests / ".replay-lock", "replay", self.layout.root):
            finish_requeue(self.layout, ledger.mark_replayed)
            selected = ledger.named(quarantine_ids, ("set aside",))
            for start in range(0, len(selected), _AT_ONCE):
                group = [self._move(record) for record in selected[start : start + _AT_ONCE]]
                sync_folders(each.path.parent for each in group if each.path)
                ledger.mark_dismissed([each.record for each in group if not each.problem])
                self._remove_empty(group)
                found += group
        return found

    def _move(self, record: QuarantinedRecord) -> Dismissed:
        if Manifest(self.layout, record.batch_id).open_path.exists():
            return Dismissed(
                record,
                None,
                f"the files of batch {record.batch_id} are not archived yet: run "
                "`amzn-review load --local` first.",
            )
        first, target = record.first_path(self.layout), record.dismissed_path(self.layout)
        if not os.path.lexists(first):
            return Dismissed(record, target if os.path.lexists(target) else None)
        if os.path.lexists(target):
            return Dismissed(record, None, f"{target} is there already: move one of the two files away.")
        target.parent.mkdir(parents=True, exist_ok=True)
        move_unsynced(first, target)
        return Dismissed(record, target)

    def _remove_empty(self, group: Sequence[Dismissed]) -> None:
        for folder in {each.record.first_path(self.layout).parent for each in group}:
            remove_empty(folder, self.layout.quarantine)
