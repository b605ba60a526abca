"""Two tiny tasks, spite in English and in Russian, and versions of theirs that are trained in a second."""

from __future__ import annotations

import random
from pathlib import Path

from tests.text_models.training.mood_notes import made_up, task_texts
from text_models.tasks.task import Kind, Task
from text_models.training.train_version import train_version
from text_models.training.training_options import TrainingOptions
from text_models.versions.champion import write_champion

SIGNS = {
    "en": {"kind": ("gentle", "lovely"), "spiteful": ("nasty", "hateful")},
    "ru": {"kind": ("добрый", "милый"), "spiteful": ("злобный", "гадкий")},
}
TASK_TOML = """
name = "spite-{language}"
title = "spite"
kind = "single"
labels = ["kind", "spiteful"]
languages = ["{language}"]
metrics = ["macro_f1", "log_loss"]
yardstick = ["macro_f1", "log_loss"]
rungs = ["majority", "nb_counts", "nb_lr"]
"""
SCORING_TOML = """
[attributes.TOXICITY]
aliases = ["TOXICITY_EXPERIMENTAL"]
models = [{ task = "spite-en", label = "spiteful" }, { task = "spite-ru", label = "spiteful" }]

[attributes.IDENTITY_ATTACK]
models = [{ task = "spite-en", label = "spiteful" }]

[attributes.INSULT]
models = [{ task = "untrained", label = "spiteful" }]
"""


def spite(language: str) -> Task:
    """The task of a language."""
    return Task(
        name=f"spite-{language}",
        title="spite",
        kind=Kind.SINGLE,
        labels=("kind", "spiteful"),
        languages=(language,),
        metrics=("macro_f1", "log_loss"),
        yardstick=("macro_f1", "log_loss"),
        rungs=("majority", "nb_counts", "nb_lr"),
    )


def train_spite(models_dir: Path, language: str, *, seed: int = 1) -> str:
    """Train a version below `models_dir`; return its name. It is no champion yet."""
    chance = random.Random(seed)
    signs = SIGNS[language]
    notes = [
        (" ".join([*made_up(chance, 4), chance.choice(signs[label]), chance.choice(signs[label])]), label)
        for label in ("kind", "spiteful") * 60
    ]
    task = spite(language)
    options = TrainingOptions(models=("nb_lr",), resamples=50, seed=seed)
    folder = train_version(
        task, task_texts(notes), [], models_dir / task.name, options, code_version="0.1.0+test"
    )
    return folder.name


def write_toy_site(data_dir: Path) -> dict[str, str]:
    """Make DATA_DIR with both champions; return their versions by task."""
    (data_dir / "tasks").mkdir(parents=True)
    for language in SIGNS:
        (data_dir / "tasks" / f"spite-{language}.toml").write_text(TASK_TOML.format(language=language))
    untrained = TASK_TOML.format(language="en").replace("spite-en", "untrained")
    (data_dir / "tasks" / "untrained.toml").write_text(untrained)
    (data_dir / "scoring.toml").write_text(SCORING_TOML)
    versions = {}
    for language in SIGNS:
        task = spite(language).name
        versions[task] = train_spite(data_dir / "models", language)
        write_champion(data_dir / "models" / task, versions[task])
    return versions
