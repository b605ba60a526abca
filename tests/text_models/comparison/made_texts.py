"""Texts that are made up: of two labels that a word tells, and a task for them."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np

from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.tasks.task import Kind, Task

FILLING = (
    "table", "chair", "window", "garden", "street", "river", "summer", "winter", "bread", "music", "paper",
    "stone", "cloud", "forest",
)  # fmt: skip
MOOD_TOML = """
name = "mood"
title = "mood"
kind = "single"
noun = "notes"
labels = ["bad", "good"]
metrics = ["accuracy", "macro_f1", "log_loss"]
yardstick = ["macro_f1"]
rungs = ["majority", "nb_counts", "fasttext_softmax", "tfidf_lr_powerset"]
"""
MOOD = Task(
    "mood", "mood", Kind.SINGLE, ("bad", "good"), ("accuracy", "macro_f1", "log_loss"), ("macro_f1",),
    ("majority", "nb_counts"),
)  # fmt: skip
TOPIC = Task(
    "topic", "topic", Kind.MULTI, ("music", "sport", "food"), ("ndcg_at_3", "micro_f1"), ("ndcg_at_3",),
    ("majority", "nb_counts"),
)  # fmt: skip


def notes(rows: int, seed: int = 0, *, is_told: bool = True) -> list[tuple[str, str]]:
    """Return texts and labels, a third of them bad; a word tells the label, unless `is_told` is false."""
    chosen = random.Random(seed)
    made = []
    for row in range(rows):
        label = "bad" if row % 3 == 0 else "good"
        words = chosen.sample(FILLING, 6)
        if is_told and chosen.random() < 0.9:
            words.insert(chosen.randrange(6), {"bad": "awful", "good": "lovely"}[label])
        made.append((f"{' '.join(words)} {seed}x{row} {chosen.random():.6f}", label))
    return made


def write_notes(path: Path, rows: list[tuple[str, str]]) -> Path:
    """Write a CSV file of `text,label`."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows(rows)
    return path


def task_texts(
    rows: list[tuple[str, str]],
    *,
    given: list[Part] | None = None,
    variants: list[str | None] | None = None,
    authors: list[str | None] | None = None,
    sources: list[str] | None = None,
) -> TaskTexts:
    """Return texts as files would have given them."""
    count = len(rows)
    return TaskTexts(
        [f"n{row}" for row in range(count)],
        [text for text, _ in rows],
        [label for _, label in rows],
        authors or [None] * count,
        variants or [None] * count,
        [None] * count,
        sources or ["gold"] * count,
        np.ones(count),
        given or [Part.TRAIN] * count,
    )
