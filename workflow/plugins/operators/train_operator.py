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
        """The folder of the checkpoint; the table of metrics goes to the log.

        Raises AirflowSkipException when there are too few reviews to train and to hold out.
        """
        from airflow.sdk.exceptions import AirflowSkipException

        from rating_model.held_out import TooFewReviews
        from rating_model.options import RatingOptions
        from rating_model.train import train_rating_model

        options = RatingOptions(**self.options)
        try:
            train_rating_model(
                Path(self.tokenized),
                Path(self.target),
                options,
                progress=self._log_tenths,
                report=self.log.info,
            )
        except TooFewReviews as error:
            raise AirflowSkipException(str(error)) from error
        return self.target

    def _log_tenths(self, done: int, steps: int) -> None:
        """A line in the task's log at each tenth of the training."""
        if done * 10 // steps > (done - 1) * 10 // steps:
            self.log.info("step %d of %d", done, steps)
