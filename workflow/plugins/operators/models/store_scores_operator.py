"""Brings the answers of a chunk into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.src.score_warehouse import score_warehouse

if TYPE_CHECKING:
    from airflow.sdk import XComArg

    from amzn_review.sql_catalog import SqlCatalog


class StoreScoresOperator(BaseOperator):
    """Stores what place `answers` holds in review_scores and document_scores, in one transaction.

    A text that has an answer of the version keeps it, so the task may run twice, and beside another.
    """

    template_fields = ("answers",)
    ui_color = "#efe6f7"

    def __init__(self, *, answers: str | XComArg, sql: SqlCatalog, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answers = answers
        self.sql = sql

    def execute(self, context: Context) -> int:
        """How many scores were not there before."""
        from msgspec.structs import astuple

        from text_models.scoring.score_chunk import read_scores

        with StorageHook().artifact_session() as here:
            folder = here.read(str(self.answers))
            rows = (astuple(row) for row in read_scores(folder))
            stored = score_warehouse(self.sql).store(f"{folder.parent.name}/{folder.name}", rows)
        self.log.info("%s new scores stored", f"{stored:,}")
        return stored
