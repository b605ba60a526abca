"""Turns exported texts into what training reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.src.too_few_texts import skipped_if_too_few


class TokenizeOperator(BaseOperator):
    """Reads the export in folder `texts`, writes what the task's pipeline makes of it into folder `target`.

    The tokenizer is the latest in folder `tokenizers`, trained there when there is none or a new one was
    requested; for a `pretrained` model it is that one's own.
    """

    template_fields = ("texts", "target")

    def __init__(
        self,
        *,
        text_task: str,
        texts: str,
        target: str,
        tokenizers: str,
        options: dict[str, Any],
        pretrained: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.texts = texts
        self.target = target
        self.tokenizers = tokenizers
        self.options = options
        self.pretrained = pretrained

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when there are too few texts to learn from."""
        from text_models.pipelines.declared_pipelines import load_pipeline

        pipeline = load_pipeline(self.text_task)
        with skipped_if_too_few(), StorageHook().artifact_session() as here:
            if not self.pretrained:
                here.read_if_there(self.tokenizers)
                here.write(self.tokenizers)
            pipeline.tokenize(
                here.read(self.texts),
                here.write(self.target),
                tokenizers=here.path(self.tokenizers),
                pretrained=Path(self.pretrained) if self.pretrained else None,
                options=self.options,
                log=self.log,
            )
        return self.target
