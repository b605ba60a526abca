"""What a run of the main job did: read back from the ledger and the model's evaluation, never remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from amzn_review.arrivals import left_alone
from amzn_review.balance_sheet import BalanceSheet
from amzn_review.balance_table import EQUATION, balance_table
from amzn_review.data_layout import DataLayout
from amzn_review.local.rating_summary import RatingSummary
from amzn_review.manifest import open_manifests
from amzn_review.sql_file import run_sql_file
from services.airflow_environment import ADMIN_USER
from services.databases import warehouse_address
from settings import Settings

SHOWN_BATCHES = 10


@dataclass(frozen=True)
class LocalSummary:
    """Balance sheets of the batches that this call finished; seconds by step; the newest rating model.

    `left_alone` counts what lies in uploaded/ now and no batch would take.
    `rating` is None when no model has been evaluated yet.
    """

    batches: Sequence[BalanceSheet]
    seconds: dict[str, float]
    rating: RatingSummary | None
    left_alone: int
    ui: str
    admin_password: str = field(repr=False)

    def json_line(self) -> str:
        """One line for a program to read; listed = loaded + duplicate + quarantined + held."""
        counts = {name: self._sum(name) for name in EQUATION}
        rating = self.rating and self.rating.fields()
        return json.dumps({**counts, "seconds": self.seconds, "rating": rating, "ui": self.ui})

    def text(self) -> str:
        """The same for a person."""
        lines = _headed("Reviews", self._review_lines())
        if self.rating:
            lines += _headed("Model", self.rating.lines())
        else:
            lines += _headed("Model", ["none yet: too few reviews with a text to train and to hold out"])
        lines += _headed("Airflow", [f"{self.ui}   user {ADMIN_USER}   password {self.admin_password}"])
        lines += _headed("Stop it", ["make stop-worker"])
        return "\n".join(lines)

    def _sum(self, name: str) -> int:
        return sum(getattr(sheet, name) for sheet in self.batches)

    def _review_lines(self) -> list[str]:
        """The balance sheets, and where to look for what was not loaded."""
        lines = ["nothing new: no batch was loaded"]
        if self.batches:
            lines = balance_table(self.batches, EQUATION, SHOWN_BATCHES)
        if any(sheet.quarantined for sheet in self.batches):
            lines.append("quarantined: no reviews, set aside; amzn-review quarantine list says why")
        if holding := [sheet.batch_id for sheet in self.batches if sheet.held]:
            lines.append(
                "held: changed, gone or still being written, left for the next run; "
                f"amzn-review batches show {holding[-1]} names them"
            )
        if self.left_alone:
            lines.append(
                f"{self.left_alone:,} entries of uploaded/ are no NAME.json.gz of a category and were left "
                "alone; the log of task load names them"
            )
        return lines


def _headed(heading: str, lines: Sequence[str]) -> list[str]:
    """The lines indented, the first behind its heading."""
    return [f"{heading if number == 0 else '':<10}{line}" for number, line in enumerate(lines)]


def finished_batches(settings: Settings) -> list[str]:
    """The ids of the batches that are in the ledger now, but for those whose files are not archived yet."""
    unfinished = {manifest.batch_id for manifest in open_manifests(DataLayout(settings.data_dir))}
    return [sheet.batch_id for sheet in _batches_but(settings, []) if sheet.batch_id not in unfinished]


def summarise(settings: Settings, before: list[str], seconds: dict[str, float]) -> LocalSummary:
    """The summary of all batches that are in the ledger now and were not finished `before`."""
    layout = DataLayout(settings.data_dir)
    return LocalSummary(
        batches=_batches_but(settings, before),
        seconds=seconds,
        rating=RatingSummary.read(settings.rating.storage / "models" / "rating"),
        left_alone=sum(1 for _ in left_alone(layout)),
        ui=settings.ui_url,
        admin_password=settings.secrets().airflow_admin_password,
    )


def _batches_but(settings: Settings, known: list[str]) -> list[BalanceSheet]:
    """The balance sheets of all batches that are not `known`, the oldest first."""
    statement = settings.sql_dir / "summary" / "batches_but.sql"
    with warehouse_address(settings).transaction() as connection:
        return [BalanceSheet(*row) for row in run_sql_file(connection, statement, {"before": known})]
