"""Reads one source of a batch into its staging table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context

from amzn_review.data_layout import DataLayout
from amzn_review.manifest import PRODUCTS_SOURCE, Manifest
from amzn_review.product_record import parse_product
from amzn_review.review_record import parse_review
from amzn_review.source_reader import SourceReader
from amzn_review.sql_file import run_sql_file
from amzn_review.staging_rows import Row, product_row, review_row
from workflow.sql_files import SQL_DIR


class StageOperator(BaseOperator):
    """COPY of a source, its rejections and counts, in one transaction that replaces an earlier attempt."""

    template_fields = ("batch_id", "source")

    def __init__(self, *, data_dir: str, batch_id: str, source: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_dir = data_dir
        self.batch_id = batch_id
        self.source = source

    def execute(self, context: Context) -> None:
        """Stage the source; the counts go to the log."""
        from workflow.plugins.hooks.warehouse_hook import WarehouseHook

        manifest = Manifest(DataLayout(Path(self.data_dir)), self.batch_id)
        parse: Callable[[bytes], Any] = parse_product if self.source == PRODUCTS_SOURCE else parse_review
        row: Callable[..., Row] = product_row if self.source == PRODUCTS_SOURCE else review_row
        copy_file = "copy_products.sql" if self.source == PRODUCTS_SOURCE else "copy_reviews.sql"
        reader = SourceReader(manifest, self.source, parse)
        identity = {"batch_id": self.batch_id, "source": self.source}
        with WarehouseHook().transaction() as connection, connection.cursor() as cursor:
            run_sql_file(connection, SQL_DIR / "staging" / "forget_source.sql", identity)
            with cursor.copy((SQL_DIR / "staging" / copy_file).read_bytes()) as copy:
                for key, line_number, record in reader.records():
                    copy.write_row(row(self.batch_id, key, line_number, record))
            cursor.executemany(
                (SQL_DIR / "staging" / "insert_rejection.sql").read_bytes(),
                [{"batch_id": self.batch_id, **asdict(rejection)} for rejection in reader.rejections],
            )
            counts = {"files": reader.files, "listed": reader.listed, "held": reader.held}
            run_sql_file(connection, SQL_DIR / "staging" / "insert_source.sql", {**identity, **counts})
        self.log.info("%s: %s, %d quarantined", self.source, counts, len(reader.rejections))
        for rejection in reader.rejections[:20]:
            self.log.warning("Quarantined: %s", rejection)
