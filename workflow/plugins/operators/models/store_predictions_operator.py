"""Brings predictions into the warehouse."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class StorePredictionsOperator(BaseOperator):
    """Stores the shards of folder `predictions` in table review_predictions, in one transaction.

    A review that has a prediction of the version keeps it, so the task may run twice.
    """

    template_fields = ("predictions",)

    def __init__(self, *, predictions: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.predictions = predictions

    def execute(self, context: Context) -> int:
        """How many predictions were not there before."""
        from rating_model.serving.predictions import read_predictions
        from rating_model.serving.stored_predictions import store_predictions
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook
        from workflow.sql_paths import SQL_DIR

        with StorageHook().artifact_session() as here, WarehouseHook().transaction() as connection:
            predictions = read_predictions(here.read(self.predictions))
            stored = store_predictions(connection, SQL_DIR, predictions)
        self.log.info("%s new predictions stored", f"{stored:,}")
        return stored
