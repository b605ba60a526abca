"""What a run of the main job did: read back from the ledger and the model's evaluation, never remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.balance_table import EQUATION, balance_table
from make_local.rating_summary import RatingSummary
from services.airflow.airflow_environment import ADMIN_USER

SHOWN_BATCHES = 10


@dataclass(frozen=True)
class LocalSummary:
    """Balance sheets of the batches that this call finished; seconds by step; the newest rating model.

    `notes` say where to look for what was not loaded; `climate` has a line a table that climate files fed;
    `lines` are a heading and a line about the place.
    `rating` is None when no model has been evaluated: `no_rating` says why.
    """

    batches: Sequence[BalanceSheet]
    notes: Sequence[str]
    climate: Sequence[str]
    seconds: dict[str, float]
    rating: RatingSummary | None
    no_rating: str
    lines: Sequence[tuple[str, str]]
    ui: str
    admin_password: str = field(repr=False)

    def json_line(self) -> str:
        """One line for a program to read; listed = loaded + duplicate + quarantined + held."""
        counts = {name: self._sum(name) for name in EQUATION}
        rating = self.rating and self.rating.fields()
        return json.dumps({**counts, "seconds": self.seconds, "rating": rating, "ui": self.ui})

    def text(self) -> str:
        """The same for a person."""
        lines = _headed("Reviews", self._review_lines()) + _headed("Climate", self.climate)
        if self.rating:
            lines += _headed("Model", self.rating.lines())
        else:
            lines += _headed("Model", [self.no_rating])
        for heading, line in self.lines:
            lines += _headed(heading, [line])
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
        return [*lines, *self.notes]


def _headed(heading: str, lines: Sequence[str]) -> list[str]:
    """The lines indented, the first behind its heading."""
    return [f"{heading if number == 0 else '':<10}{line}" for number, line in enumerate(lines)]
