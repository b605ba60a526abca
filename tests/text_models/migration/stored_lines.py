"""Stored answers of a made-up service, whose scores say how many grave words a comment holds."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.text_models.training.mood_notes import made_up
from text_models.tasks.task import Kind, Task

ATTRIBUTES = ("TOXICITY", "INSULT", "THREAT")
SIGNS = {"TOXICITY": "vexgrum", "INSULT": "blotworm", "THREAT": "crushnow"}
TASK = Task(
    name="perspective-en",
    title="attributes of a comment",
    noun="comments",
    kind=Kind.MULTI,
    labels=("TOXICITY", "SEVERE_TOXICITY", "INSULT", "THREAT"),
    languages=("en",),
    metrics=("macro_f1", "log_loss"),
    yardstick=("macro_f1", "log_loss"),
    rungs=("majority", "tfidf_ridge"),
)


def stored(text: str, scores: Mapping[str, float], languages: Sequence[str] = ("en",)) -> dict[str, Any]:
    """A line: a request with its answer."""
    return {
        "request": {"comment": {"text": text}, "requestedAttributes": {name: {} for name in scores}},
        "response": {
            "attributeScores": {
                name: {"summaryScore": {"value": value, "type": "PROBABILITY"}}
                for name, value in scores.items()
            },
            "languages": list(languages),
        },
    }


def stored_lines(rows: int, seed: int = 1) -> list[dict[str, Any]]:
    """Lines whose score of an attribute is .9 where the comment holds its sign, else .1."""
    chance = random.Random(seed)
    lines = []
    for _ in range(rows):
        has = [name for name in ATTRIBUTES if chance.random() < 0.4]
        text = " ".join([*made_up(chance, 5), *(SIGNS[name] for name in has)])
        lines.append(stored(text, {name: 0.9 if name in has else 0.1 for name in ATTRIBUTES}))
    return lines


def write_lines(file: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """Write a JSON object a line."""
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return file
