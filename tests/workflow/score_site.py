"""A text model's champion in DATA_DIR, texts that wait there, and what their scores should be."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from amzn_review.data_layout import DataLayout
from amzn_review.documents.converter import Converter
from amzn_review.documents_layout import DocumentsLayout
from tests.text_models.training.mood_notes import MOOD, MOOD_TOML, mood_notes, task_texts
from tests.text_models.training.mood_version import train_mood
from text_files.documents.layout_choice import ToldColumns
from text_models.corpus.protocol import Protocol
from text_models.ladder.version_predictor import VersionPredictor
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions
from text_models.versions.champion import write_champion
from text_models.versions.version_folder import VersionFolder

LEARNED = {"nb_counts": 1, "nb_lr": 2}
SCORED = (
    "select coalesce(reviews.review_text, documents.text), text_scores.review_id is not null, "
    "text_scores.task, model_version, top_label, score, scores, fault, text_scores.language, "
    "text_scores.batch_id, run_id from text_scores "
    "left join reviews on text_scores.review_id = reviews.review_id "
    "left join documents on text_scores.document_id = documents.document_id order by 1, 4"
)


@dataclass(frozen=True)
class ScoreSite:
    """Task `mood` and its versions below a DATA_DIR."""

    layout: DataLayout

    @property
    def models(self) -> Path:
        """The folder of the versions."""
        return self.layout.root / "models" / "mood"

    def train(self, model: str = "nb_counts", *, is_champion: bool = True) -> VersionFolder:
        """Declare the task, and train a version, the champion unless told otherwise."""
        tasks = self.layout.root / "tasks"
        tasks.mkdir(parents=True, exist_ok=True)
        (tasks / "mood.toml").write_text(MOOD_TOML)
        version = train_mood(self.models, model, seed=LEARNED[model])
        if is_champion:
            write_champion(self.models, version.name)
        return version

    def train_variant(self, variant: str) -> VersionFolder:
        """Let the task be Spanish, and train a champion on one variant of two alone."""
        tasks = self.layout.root / "tasks"
        tasks.mkdir(parents=True, exist_ok=True)
        (tasks / "mood.toml").write_text(MOOD_TOML.replace('languages = ["en"]', 'languages = ["es"]'))
        notes = mood_notes(300, seed=4)
        texts = replace(task_texts(notes), variants=["mx", "pe"] * (len(notes) // 2))
        options = TrainingOptions(
            models=("nb_counts",), resamples=50, protocol=Protocol.MONO, variant=variant
        )
        version = train_version(MOOD, texts, [], self.models, options, code_version="0.1.0+test")
        write_champion(self.models, version.name)
        return version

    def add_documents(self, name: str, records: list[dict[str, Any]], **told: Any) -> list[str]:
        """Let documents of task `mood` wait in uploaded/; their keys below it."""
        path = self.layout.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        layout, columns = DocumentsLayout(self.layout.root), ToldColumns(text="text", **told)
        return [it.key for it in Converter(layout, "mood", [], columns, None).run([path])]

    def expected(self, version: VersionFolder, text: str) -> tuple[str, float, dict[str, float]]:
        """Label, score and scores of a text, as the version itself answers it."""
        (answer,) = VersionPredictor.load(MOOD, version).predict([text])
        scores = {label: round(share, 6) for label, share in answer.probabilities.items()}
        (label,) = answer.labels
        return label, scores[label], scores
