"""What a run of the main job did: read back from the ledger and the model's metrics, never remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from amzn_review.data_layout import DataLayout
from amzn_review.manifest import refused_files
from amzn_review.sql_file import run_sql_file
from services.airflow_environment import ADMIN_USER
from services.databases import warehouse_address
from settings import Settings


@dataclass(frozen=True)
class LocalSummary:
    """Counts of the batches that are new in the ledger; seconds by step; the rating model's metrics.

    `held` counts records that were not loaded: set aside in the quarantine, or left for the next run.
    `left_alone` counts what lies in uploaded/ now and no batch would take.
    `rating` is metrics.json of the newest model, None when none has been trained yet.
    """

    listed: int
    loaded: int
    duplicate: int
    held: int
    seconds: dict[str, float]
    rating: dict[str, Any] | None
    left_alone: int
    ui: str
    admin_password: str = field(repr=False)

    def json_line(self) -> str:
        """One line for a program to read."""
        rating = self.rating and {
            "accuracy": self.rating["albert"]["accuracy"],
            "majority_accuracy": self.rating["majority"]["accuracy"],
            "mae": self.rating["albert"]["mae"],
        }
        return json.dumps(
            {
                "listed": self.listed,
                "loaded": self.loaded,
                "duplicate": self.duplicate,
                "held": self.held,
                "seconds": self.seconds,
                "rating": rating,
                "ui": self.ui,
            }
        )

    def text(self) -> str:
        """The same for a person."""
        lines = [
            f"Reviews   {self.listed:,} listed = {self.loaded:,} loaded + {self.duplicate:,} duplicate"
            f" + {self.held:,} held",
        ]
        if self.held:
            lines.append("          held: see table quarantined_records, and quarantine/ in DATA_DIR")
        if self.left_alone:
            lines.append(
                f"          {self.left_alone:,} entries of uploaded/ are no NAME.json.gz of a category and "
                "were left alone; the log of freeze_batch names them"
            )
        if self.rating:
            lines.append(f"Model     {self.rating['verdict']}")
            lines += _metric_rows(self.rating)
        else:
            lines.append("Model     none yet: too few reviews with a text to train and to hold out")
        lines.append(f"Airflow   {self.ui}   user {ADMIN_USER}   password {self.admin_password}")
        lines.append("Stop it   make stop-worker")
        return "\n".join(lines)


def _metric_rows(rating: dict[str, Any]) -> list[str]:
    rows = [f"          {'held-out part':<14}{'accuracy':>10}{'macro-F1':>10}{'MAE, stars':>12}"]
    for name in ("majority", "mean", "albert"):
        accuracy, macro_f1, mae = (rating[name][metric] for metric in ("accuracy", "macro_f1", "mae"))
        rows.append(f"          {name:<14}{accuracy:>10.3f}{macro_f1:>10.3f}{mae:>12.3f}")
    return rows


def known_batches(settings: Settings) -> list[str]:
    """The ids of the batches that are in the ledger now."""
    return [row[0] for row in _rows(settings, "batch_ids.sql", {})]


def summarise(settings: Settings, before: list[str], seconds: dict[str, float]) -> LocalSummary:
    """The summary of all batches that are in the ledger now and were not `before`."""
    layout = DataLayout(settings.data_dir)
    ((listed, loaded, duplicate, held),) = _rows(settings, "batch_totals.sql", {"before": before})
    return LocalSummary(
        listed=listed,
        loaded=loaded,
        duplicate=duplicate,
        held=held,
        seconds=seconds,
        rating=_newest_metrics(layout),
        left_alone=sum(1 for _ in refused_files(layout)),
        ui=settings.ui_url,
        admin_password=settings.secrets().airflow_admin_password,
    )


def _rows(settings: Settings, name: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with warehouse_address(settings).transaction() as connection:
        return run_sql_file(connection, settings.sql_dir / "summary" / name, parameters)


def _newest_metrics(layout: DataLayout) -> dict[str, Any] | None:
    """The metrics of the model whose batch is the latest: batch ids begin with their time."""
    files = sorted((layout.models / "rating").glob("*/metrics.json"))
    if not files:
        return None
    metrics: dict[str, Any] = json.loads(files[-1].read_text())
    return metrics
