"""A task of one's own, and notes that say their mood by a word; the others of their words are made up."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.tasks.task import Kind, Task

MOOD_TOML = """
name = "mood"
title = "mood"
noun = "notes"
kind = "single"
labels = ["calm", "cross", "merry"]
languages = ["en"]
metrics = ["macro_f1", "log_loss"]
yardstick = ["macro_f1", "log_loss"]
rungs = ["majority", "nb_counts", "nb_lr"]

[layout.notes]
text = "text"
label = "label"
language = "en"
"""
TOPICS_TOML = """
name = "topics"
title = "topic"
kind = "multi"
metrics = ["micro_f1", "ndcg_at_3", "log_loss"]
yardstick = ["micro_f1"]
rungs = ["majority", "nb_counts"]

[layout.notes]
text = "text"
label = "labels"
"""
MOOD = Task(
    name="mood",
    title="mood",
    noun="notes",
    kind=Kind.SINGLE,
    labels=("calm", "cross", "merry"),
    languages=("en",),
    metrics=("macro_f1", "log_loss"),
    yardstick=("macro_f1", "log_loss"),
    rungs=("majority", "nb_counts", "nb_lr"),
)
SIGNS = {"calm": ("quiet", "gentle"), "cross": ("angry", "grumpy"), "merry": ("laughing", "dancing")}
TOPIC_SIGNS = {"food": ("soup", "bread"), "trains": ("carriage", "platform"), "weather": ("rain", "snow")}
Note = tuple[str, str]


def made_up(chance: random.Random, words: int) -> list[str]:
    """Words of seven letters that no language has, so that no two notes are near-equal."""
    return ["".join(chance.choices("abcdefghijklmnopqrst", k=7)) for _ in range(words)]


def mood_notes(rows: int, seed: int, *, wrong: float = 0.0) -> list[Note]:
    """(text, mood), all moods as often; a share of them, `wrong`, has a mood drawn by lot."""
    chance = random.Random(seed)
    moods = [MOOD.labels[row % 3] for row in range(rows)]
    chance.shuffle(moods)
    return [
        (
            " ".join([*made_up(chance, 5), chance.choice(SIGNS[mood])]),
            chance.choice(MOOD.labels) if chance.random() < wrong else mood,
        )
        for mood in moods
    ]


def topic_notes(rows: int, seed: int) -> list[tuple[str, list[str]]]:
    """(text, topics): any number of them, often none."""
    chance = random.Random(seed)
    notes = []
    for _ in range(rows):
        topics = [topic for topic in TOPIC_SIGNS if chance.random() < 0.4]
        words = made_up(chance, 5) + [chance.choice(TOPIC_SIGNS[topic]) for topic in topics]
        notes.append((" ".join(words), topics))
    return notes


def write_csv(path: Path, notes: Sequence[Note]) -> Path:
    """Write a file of notes with a header."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label"])
        writer.writerows(notes)
    return path


def write_json_lines(path: Path, notes: Sequence[tuple[str, list[str]]]) -> Path:
    """Write a JSON object a line, labels as a list."""
    path.write_text("".join(f"{json.dumps({'text': text, 'labels': labels})}\n" for text, labels in notes))
    return path


def task_texts(notes: Sequence[Note], part: Part = Part.TRAIN) -> TaskTexts:
    """The notes as if they had been read from notes.csv."""
    count = len(notes)
    return TaskTexts(
        identities=[f"notes.csv:{row}" for row in range(1, count + 1)],
        texts=[text for text, _ in notes],
        labels=[label for _, label in notes],
        authors=[None] * count,
        variants=[None] * count,
        languages=["en"] * count,
        sources=["gold"] * count,
        weights=np.ones(count),
        given=[part] * count,
    )
