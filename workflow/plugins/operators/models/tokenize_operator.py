"""Turns the exported reviews into pieces and TFRecord shards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook

# A tokenizer that learned from so many times fewer texts than there are now knows too few words.
OUTGROWN = 4


class TokenizeOperator(BaseOperator):
    """Reads the export in folder `reviews`, writes the shards into folder `target`.

    The tokenizer is the latest in folder `tokenizers`, trained there when there is none or a new one was
    requested; for a `pretrained` ALBERT it is that one's own.
    """

    template_fields = ("reviews", "target")

    def __init__(
        self,
        *,
        reviews: str,
        target: str,
        tokenizers: str,
        options: dict[str, Any],
        pretrained: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.reviews = reviews
        self.target = target
        self.tokenizers = tokenizers
        self.options = options
        self.pretrained = pretrained

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there are too few reviews to learn from."""
        from airflow.sdk.exceptions import AirflowSkipException

        from rating_model.data.tokenize import tokenize_reviews
        from rating_model.training.options import RatingOptions
        from text_models.corpus.too_few_texts import TooFewTexts
        from text_models.tokens.tokenizer_store import store_of_pretrained

        options = RatingOptions(**self.options)
        with StorageHook().artifact_session() as here:
            if self.pretrained:
                tokenizers = store_of_pretrained(Path(self.pretrained), here.path(f"{self.target}-by"))
            else:
                tokenizers = here.read_if_there(self.tokenizers)
                here.write(self.tokenizers)
            try:
                corpus = tokenize_reviews(
                    here.read(self.reviews),
                    here.write(self.target),
                    tokenizers,
                    options,
                )
            except TooFewTexts as error:
                raise AirflowSkipException(str(error)) from error
        self.log.info("Tokenizer %d: %s ids of %s", corpus.tokenizer, corpus.tokens, corpus.counts)
        is_small = corpus.vocabulary_size < options.vocabulary_size
        if not self.pretrained and is_small and corpus.counts["train"] >= OUTGROWN * corpus.tokenizer_texts:
            self.log.warning(
                "Tokenizer %d has %d pieces, expected up to %d: it learned from %d texts, and there are %d "
                "now. Ask for a new one with `rating-model tokenizer retrain`; models start afresh with it.",
                corpus.tokenizer,
                corpus.vocabulary_size,
                options.vocabulary_size,
                corpus.tokenizer_texts,
                corpus.counts["train"],
            )
        return self.target
