"""Turns the exported reviews into pieces and TFRecord shards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context


class TokenizeOperator(BaseOperator):
    """Reads the Parquet file `corpus`, writes the tokenizer and the shards into folder `target`."""

    template_fields = ("corpus", "target")

    def __init__(self, *, corpus: str, target: str, options: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.corpus = corpus
        self.target = target
        self.options = options

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there are too few reviews to learn from."""
        from airflow.sdk.exceptions import AirflowSkipException

        from rating_model.held_out import TooFewReviews
        from rating_model.options import RatingOptions
        from rating_model.tokenize import tokenize_corpus

        try:
            report = tokenize_corpus(Path(self.corpus), Path(self.target), RatingOptions(**self.options))
        except TooFewReviews as error:
            raise AirflowSkipException(str(error)) from error
        self.log.info("%s", report)
        return self.target
