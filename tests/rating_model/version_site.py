"""Versions of the rating model on real folders, with TF-IDF as their reader: judged in a blink."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rating_model.data.review_files import PartWriter, Row
from rating_model.serving.evaluate_rating_version import evaluate_rating_version
from text_models.versions.champion import champion_folder
from text_models.versions.version_folder import VersionFolder

WORDS = {
    1: ("awful", "broken", "useless"),
    2: ("weak", "poor", "thin"),
    3: ("average", "fair", "plain"),
    4: ("good", "solid", "nice"),
    5: ("perfect", "lovely", "wonderful"),
}
THINGS = (
    "soap",
    "brush",
    "shirt",
    "fridge",
    "filter",
    "towel",
    "lamp",
    "shoe",
    "cup",
    "comb",
    "chair",
    "pan",
)
EVALUATION_ROWS = 200


def texts_of(rating: int, rows: int, seed: int) -> list[str]:
    """So many texts that say their rating by two words, all different."""
    chance = random.Random(seed * 10 + rating)
    return [
        f"The {chance.choice(THINGS)} is {chance.choice(WORDS[rating])}, the {chance.choice(THINGS)} "
        f"{chance.choice(WORDS[rating])} {seed}x{number}"
        for number in range(rows)
    ]


def corpus(rows: int, *, seed: int, wrong: float = 0.0) -> list[Row]:
    """`rows` reviews, all ratings as often; a share of them, `wrong`, has a rating drawn by lot."""
    chance = random.Random(seed)
    pairs = [(text, rating) for rating in WORDS for text in texts_of(rating, rows // len(WORDS), seed)]
    chance.shuffle(pairs)
    return [
        (number, text, chance.randint(1, 5) if chance.random() < wrong else rating)
        for number, (text, rating) in enumerate(pairs, start=1)
    ]


def write_reviews(folder: Path, **parts: Iterable[Row]) -> Path:
    """Write shards as the pipeline's export does."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, rows in parts.items():
        with PartWriter(folder, part) as writer:
            writer.write(list(rows))
    return folder


@dataclass(frozen=True)
class VersionSite:
    """A folder of models, and one for their reviews; every version is judged on the same reviews."""

    models_dir: Path
    reviews_dir: Path

    def trained(self, version: str) -> Path:
        """A version as training leaves it, without ALBERT."""
        folder = self.models_dir / version
        folder.mkdir(parents=True, exist_ok=True)
        model = {
            "version": version,
            "head": "softmax",
            "tokenizer": 1,
            "trained_at": "2026-11-23T10:00:00+00:00",
            "batch_ids": [version],
            "seen_batch_ids": ["batch-0", version],
            "code_version": "0.1.0+1234567",
            "options": {"epochs": 6, "head": "softmax", "seed": 13},
            "class_weights": [1.0] * 5,
            "training": {"steps": 12, "seconds": 3.5, "champion": None},
        }
        (folder / "model.json").write_text(json.dumps(model))
        return folder

    def evaluated(self, version: str, train: Iterable[Row]) -> VersionFolder:
        """A version that learned from `train`, judged beside the champion of now."""
        folder = self.trained(version)
        reviews = write_reviews(
            self.reviews_dir / version, train=train, evaluation=corpus(EVALUATION_ROWS, seed=99)
        )
        evaluate_rating_version(folder, reviews, champion_folder(self.models_dir), resamples=200)
        return VersionFolder.read(self.models_dir, version)
