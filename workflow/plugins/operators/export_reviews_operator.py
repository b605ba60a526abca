"""Hands the reviews to train on from the warehouse to the model, as a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.sql_files import SQL_DIR

if TYPE_CHECKING:
    from airflow.sdk import XComArg

ROWS_AT_ONCE = 5_000


class ExportReviewsOperator(BaseOperator):
    """Writes (review_id, review_text, rating) to `target`, streamed; skips when nothing new was loaded."""

    template_fields = ("run_ids", "target")

    def __init__(self, *, run_ids: list[str] | XComArg, target: str, max_reviews: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run_ids = run_ids
        self.target = target
        self.max_reviews = max_reviews

    def execute(self, context: Context) -> str:
        """The path of the file. Raises AirflowSkipException when there is nothing new to learn from."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        hook = WarehouseHook()
        ((loaded,),) = hook.run_file("export/loaded_of_runs.sql", {"run_ids": self.run_ids})
        if loaded == 0:
            raise AirflowSkipException("No new review was loaded: nothing new to learn.")
        schema = pa.schema([("review_id", pa.int64()), ("review_text", pa.string()), ("rating", pa.int8())])
        target = Path(self.target)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        statement = (SQL_DIR / "export" / "training_reviews.sql").read_bytes()
        parameters = {"run_ids": self.run_ids, "max_reviews": self.max_reviews}
        exported = 0
        with hook.transaction() as connection, connection.cursor("export") as cursor:
            cursor.execute(statement, parameters)
            with pq.ParquetWriter(partial, schema) as writer:
                while rows := cursor.fetchmany(ROWS_AT_ONCE):
                    columns = [
                        pa.array(column, field.type)
                        for column, field in zip(zip(*rows, strict=True), schema, strict=True)
                    ]
                    writer.write_table(pa.table(columns, schema=schema))
                    exported += len(rows)
        partial.replace(target)
        self.log.info("%d reviews, %d of them new, in %s", exported, loaded, target)
        return str(target)
