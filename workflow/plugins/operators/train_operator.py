"""Trains and evaluates the rating model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context


class TrainOperator(BaseOperator):
    """Reads the folder that tokenizing wrote, writes checkpoint and metrics.json into folder `target`."""

    template_fields = ("tokenized", "target")

    def __init__(self, *, tokenized: str, target: str, options: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tokenized = tokenized
        self.target = target
        self.options = options

    def execute(self, context: Context) -> str:
        """The folder of the checkpoint; the table of metrics goes to the log."""
        from rating_model.train import train_rating_model

        from rating_model.options import RatingOptions

        train_rating_model(
            Path(self.tokenized), Path(self.target), RatingOptions(**self.options), report=self.log.info
        )
        return self.target
