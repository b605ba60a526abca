"""A version of the mood model in a folder, trained once for a file of tests."""

from __future__ import annotations

from pathlib import Path

from tests.text_models.training.mood_notes import MOOD, mood_notes, task_texts
from text_models.metrics.thresholds.aim import Aim
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions
from text_models.versions.version_folder import VersionFolder


def train_mood(
    models_dir: Path, model: str = "nb_counts", *, rows: int = 150, seed: int = 1, aim: str | None = None
) -> VersionFolder:
    """Train a version on made-up notes, with one classifier beside the constants."""
    options = TrainingOptions(
        models=(model,), resamples=200, seed=seed, aim=Aim.parse(aim) if aim is not None else None
    )
    texts = task_texts(mood_notes(rows, seed=seed))
    return train_version(MOOD, texts, [], models_dir, options, code_version="0.1.0+test")
