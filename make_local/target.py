"""What the main job asks of the place it runs on: folders with PostgreSQL, or a bucket with Redshift."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple, Protocol

from amzn_review.balance_sheet import BalanceSheet
from console.steps import Steps


class LoadedReviews(NamedTuple):
    """Reviews in the warehouse, and how many of them are made up."""

    reviews: int
    made_up: int

    def notes(self) -> list[str]:
        """What the summary says of made-up ones; nothing if there is none."""
        if not self.made_up:
            return []
        if self.made_up == self.reviews:
            return [f"a demo: all {self.made_up:,} reviews that are loaded are made up"]
        return [
            f"{self.made_up:,} made-up reviews are left out beside {self.reviews - self.made_up:,} real "
            "ones; amzn-review data demo --remove removes them"
        ]


class LoadTarget(Protocol):
    """Where reviews arrive and are loaded to, and the DAG that does it."""

    @property
    def dag_id(self) -> str:
        """The DAG that loads what has arrived."""

    @property
    def lines(self) -> Sequence[tuple[str, str]]:
        """What the summary says of the place: a heading and a line each."""

    def start(self, steps: Steps) -> None:
        """Bring up what stores and loads, and create the warehouse's tables that are missing.

        The PostgreSQL server with its databases is up already. Raises ServiceError.
        """

    def upload(
        self, categories: Sequence[str], steps: Steps, left_out: Mapping[str, Container[str]] | None = None
    ) -> None:
        """Let the reviews of these categories arrive, of all if there are none named.

        `left_out` names files that stay where they are, by their folder below uploaded/.
        """

    def loaded(self) -> LoadedReviews:
        """How many reviews the warehouse holds."""

    def waiting(self) -> str | None:
        """Where files of reviews are, other than in DATA_DIR's categories: a few words, or None."""

    def needs_run(self) -> bool:
        """Whether the DAG has to run even if no run has begun."""

    def files_wait(self) -> bool:
        """Whether there is anything that no run has taken yet."""

    def finished_batches(self) -> list[str]:
        """The ids of the batches that are in the ledger, but for those that a run has still to archive."""

    def batches_but(self, known: Sequence[str]) -> list[BalanceSheet]:
        """The balance sheets of all batches that are not `known`, the oldest first."""

    def climate_lines(self, known: Sequence[str]) -> list[str]:
        """What became of the climate files of batches that are not `known`: a line a table, or none."""

    def notes(self, batches: Sequence[BalanceSheet]) -> list[str]:
        """Where to look for what was not loaded, for the summary; none when all was."""
