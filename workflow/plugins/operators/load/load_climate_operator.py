"""Loads the weather stations and daily climate that wait."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from workflow.sql_paths import SQL_DIR

if TYPE_CHECKING:
    from amzn_review.climate.units.unit_evidence import UnitsSetting

log = logging.getLogger(__name__)


class LoadClimateOperator(BaseOperator):
    """Loads what waits in uploaded/metadata/climate and uploaded/climate; skipped when nothing does.

    `units` is CLIMATE_UNITS: "auto", "imperial" or "metric"; `limits` are the fields of LoadLimits.
    """

    ui_color = "#e3eefa"

    def __init__(self, *, data_dir: str, units: str, limits: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_dir = data_dir
        self.units = units
        self.limits = limits

    def execute(self, context: Context) -> None:
        """Raises AirflowSkipException, or AirflowFailException when a batch does not balance.

        Migrations that the warehouse has not applied are applied first; one that cannot be fails the task.
        """
        from amzn_review.balance_sheet import UnbalancedBatchError
        from amzn_review.climate.climate_arrivals import climate_left_alone
        from amzn_review.climate.climate_files import ClimateFiles
        from amzn_review.climate_layout import ClimateLayout
        from amzn_review.load_limits import LoadLimits
        from amzn_review.migrations.schema_file import MigrationError
        from amzn_review.postgres.file_batch_loader import FileBatchLoader
        from amzn_review.postgres.migrations import migrate
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        layout = ClimateLayout(Path(self.data_dir))
        for path in climate_left_alone(layout):
            log.warning("%s is left alone: expected ghcnd-stations*.txt or *.csv, plain or .gz.", ascii(path))
        connect = WarehouseHook().transaction
        kind = ClimateFiles(layout, LoadLimits(**self.limits), cast("UnitsSetting", self.units))
        loader = FileBatchLoader(kind, connect, SQL_DIR, str(context["run_id"]))
        try:
            migrate(connect, SQL_DIR, log.info)
            sheets = list(loader.run())
        except (MigrationError, UnbalancedBatchError) as error:
            raise AirflowFailException(str(error)) from error
        if not sheets:
            raise AirflowSkipException(f"No climate waits in {layout.uploaded}.")
        for sheet in sheets:
            log.info("%s", sheet.text())
