"""The tables of scores of the warehouse that a DAG loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from workflow.sql_paths import REDSHIFT, SQL_DIR

if TYPE_CHECKING:
    from amzn_review.batch.asked_scores import AskedScores
    from amzn_review.sql_catalog import SqlCatalog


class ScoreWarehouse(Protocol):
    """What PostgresScores and RedshiftScores do."""

    def batches_of(self, run_ids: Sequence[str]) -> list[str]:
        """The batches that the runs have loaded."""

    def unscored(
        self, kind: str, asked: AskedScores, batches: Sequence[str] | None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield (text_id, language, variant, text)."""

    def store(self, name: str, rows: Iterable[Sequence[object]]) -> int:
        """Store answers; return how many were not there before."""


def score_warehouse(sql: SqlCatalog) -> ScoreWarehouse:
    """The warehouse whose statements are `sql`, by Airflow's connections; nothing is asked of it yet."""
    if sql == REDSHIFT:
        from amzn_review.redshift.text_scores import RedshiftScores
        from workflow.plugins.hooks.aws_hook import AwsHook
        from workflow.plugins.hooks.redshift_hook import RedshiftHook

        aws = AwsHook()
        return RedshiftScores(RedshiftHook().session(), aws.bucket(), aws.iam_role_arn())
    from amzn_review.postgres.text_scores import PostgresScores
    from workflow.plugins.hooks.warehouse_hook import WarehouseHook

    return PostgresScores(WarehouseHook().transaction, SQL_DIR)
