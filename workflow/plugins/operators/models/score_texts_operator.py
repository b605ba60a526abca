"""A champion answers a chunk of texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook

if TYPE_CHECKING:
    from airflow.sdk import XComArg

ANSWERS = "-answers"


class ScoreTextsOperator(BaseOperator):
    """Reads the texts of place `chunk`, writes the answers beside it.

    Needs the storage alone, neither database nor registry. `encoders_dir` holds pretrained encoders' weights,
    for a version that was trained upon one. Safe to repeat: the answers appear whole.
    """

    template_fields = ("chunk",)
    ui_color = "#efe6f7"

    def __init__(self, *, chunk: str | XComArg, encoders_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.chunk = chunk
        self.encoders_dir = encoders_dir

    def execute(self, context: Context) -> str:
        """The place of the answers. Raises ValueError when the version is gone, or reads no text."""
        from storage.whole_folder import whole_folder
        from text_models.encoders.encoder_folder import use_encoders
        from text_models.scoring.answer_chunk import answer_chunk
        from text_models.scoring.score_chunk import read_chunk

        use_encoders(Path(self.encoders_dir))
        place = f"{self.chunk}{ANSWERS}"
        with StorageHook().artifact_session() as here:
            texts = here.read(str(self.chunk))
            chunk = read_chunk(texts)
            here.read_if_there(f"{chunk.models}/{chunk.version}")
            with whole_folder(here.write(place)) as folder:
                answered = answer_chunk(texts, here.path(chunk.models), folder)
        self.log.info("%s: %s texts answered.", place, f"{answered.texts:,}")
        if answered.unread:
            self.log.warning(
                "Version %s could not read %s of them: `fault` of their rows says why.",
                chunk.version,
                f"{answered.unread:,}",
            )
        return place
