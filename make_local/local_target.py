"""The main job on folders and PostgreSQL."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.batch.arrivals import arrivals, left_alone
from amzn_review.batch.manifest import open_manifests
from amzn_review.climate.climate_arrivals import climate_arrivals
from amzn_review.climate.climate_sheet import ClimateSheet, summed
from amzn_review.climate_layout import ClimateLayout
from amzn_review.data_layout import DataLayout
from amzn_review.postgres.migrations import migrate
from amzn_review.postgres.run_sql import run_sql
from amzn_review.uploader.folder_destination import LocalUploader
from console.progress_bar import count_bar
from console.steps import Steps
from make_local.target import LoadedReviews
from services.postgres.databases import warehouse_address
from settings import Settings
from storage.folder_lock import FolderBusyError


@dataclass(frozen=True)
class LocalTarget:
    """Reviews arrive in DATA_DIR/uploaded and are loaded into PostgreSQL."""

    settings: Settings
    dag_id: str = "amzn_review_etl_local"
    lines: Sequence[tuple[str, str]] = ()

    def start(self, steps: Steps) -> None:
        """Create the tables, or apply the migrations that they lack."""
        migrate(
            warehouse_address(self.settings).transaction,
            self.settings.sql_dir,
            lambda sentence: steps.console.print(f"    {sentence}"),
        )

    def upload(
        self, categories: Sequence[str], steps: Steps, left_out: Mapping[str, Container[str]] | None = None
    ) -> None:
        """Drop reviews as fast as it goes; beside a stream that is at work, none."""
        with steps.step("upload", "Reviews arrive in uploaded/"), count_bar("Dropping") as progress:
            try:
                LocalUploader(self._layout, categories=tuple(categories), left_out=left_out or {}).run(
                    progress
                )
            except FolderBusyError:
                steps.console.print("    A stream is at work; this run takes what has arrived.")

    def loaded(self) -> LoadedReviews:
        """Asked of PostgreSQL."""
        statement = self.settings.sql_dir / "summary" / "loaded_reviews.sql"
        with warehouse_address(self.settings).transaction() as connection:
            return LoadedReviews(*run_sql(connection, statement)[0])

    def waiting(self) -> str | None:
        """What has arrived ever, unless it was cleared."""
        return f"{self._layout.uploaded} is there" if self._layout.uploaded.exists() else None

    def needs_run(self) -> bool:
        """Always: a run with nothing to load also finishes what a killed one has left."""
        return True

    def files_wait(self) -> bool:
        """Whether a file lies in uploaded/ that a batch would take."""
        return any(True for _ in arrivals(self._layout)) or bool(climate_arrivals(self._layout))

    def finished_batches(self) -> list[str]:
        """The batches of the ledger without an open manifest."""
        layouts = (self._layout, ClimateLayout(self.settings.data_dir))
        unfinished = {manifest.batch_id for layout in layouts for manifest in open_manifests(layout)}
        ids = [sheet.batch_id for sheet in self.batches_but([])]
        ids += [sheet.batch_id for sheet in self._climate_but([])]
        return [batch_id for batch_id in ids if batch_id not in unfinished]

    def batches_but(self, known: Sequence[str]) -> list[BalanceSheet]:
        """Read from PostgreSQL."""
        statement = self.settings.sql_dir / "summary" / "batches_but.sql"
        with warehouse_address(self.settings).transaction() as connection:
            rows = run_sql(connection, statement, {"before": list(known)})
        return [BalanceSheet(*row) for row in rows]

    def climate_lines(self, known: Sequence[str]) -> list[str]:
        """The sums of these batches, read from PostgreSQL."""
        return [sheet.equation() for sheet in summed(self._climate_but(known))]

    def _climate_but(self, known: Sequence[str]) -> list[ClimateSheet]:
        statement = self.settings.sql_dir / "climate" / "batches.sql"
        with warehouse_address(self.settings).transaction() as connection:
            sheets = [ClimateSheet(*row) for row in run_sql(connection, statement, {"batch_id": None})]
        return [sheet for sheet in sheets if sheet.batch_id not in known]

    def notes(self, batches: Sequence[BalanceSheet]) -> list[str]:
        """Of what was set aside, held, or is no review file at all."""
        lines = []
        if any(sheet.quarantined for sheet in batches):
            lines.append("quarantined: no reviews, set aside; amzn-review quarantine list says why")
        if holding := [sheet.batch_id for sheet in batches if sheet.held]:
            lines.append(
                "held: changed, gone or still being written, left for the next run; "
                f"amzn-review batches show {holding[-1]} names them"
            )
        if count := sum(1 for _ in left_alone(self._layout)):
            lines.append(
                f"{count:,} entries of uploaded/ are no NAME.json.gz of a category and were left alone; "
                "the log of task load names them"
            )
        return lines

    @property
    def _layout(self) -> DataLayout:
        return DataLayout(self.settings.data_dir)
