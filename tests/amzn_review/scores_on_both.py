"""The tables of scores in PostgreSQL and in the Redshift stand-in, with the same reviews and documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from amzn_review.postgres.text_scores import PostgresScores
from amzn_review.redshift.text_scores import RedshiftScores

Query = Callable[[str], list[tuple[Any, ...]]]
SCORES = (
    "select review_id, document_id, task, model_version, top_label, score, {scores}, fault, language, "
    "batch_id, run_id from text_scores order by 1, 2, 4"
)
TEXTS = {1: "quiet", 2: "grumpy", 3: "dancing"}


@dataclass(frozen=True)
class BothScores:
    """One warehouse: what is tested, and a way to ask it."""

    scores: PostgresScores | RedshiftScores
    query: Query
    is_redshift: bool

    def fill(self) -> None:
        """Three reviews of two batches and three documents of a third, told in es, in en and not at all."""
        self._reviews("b1", 1, 2)
        self._reviews("b2", 3)
        source = "json_parse('{}')" if self.is_redshift else "'{}'"
        for number, language in ((1, "'ES_mx'"), (2, "'en'"), (3, "null")):
            self.query(
                "insert into documents (content_key, task, text, language, variant, source_record, original, "
                "original_row, batch_id, source_key, line_number) "
                f"values ('{number:032}', 'mood', 'doc {number}', {language}, null, {source}, 'o', 1, 'b3', "
                f"'documents/mood/1.json.gz', {number})"
            )
        self.query(
            "insert into document_batches (batch_id, task, run_id, files, listed, loaded, relabelled, "
            "duplicate, quarantined, label_events) values ('b3', 'mood', 'r2', 1, 3, 3, 0, 0, 0, 0)"
        )

    def check(self, path: Path, run: str) -> list[tuple[Any, ...]]:
        """What a check returns for a run."""
        return self.query(path.read_text().replace("%(runs)s", f"('{run}')"))

    def _reviews(self, batch: str, *numbers: int) -> None:
        column, value = ("", "") if self.is_redshift else (", held_keys", ", '{}'")
        count = len(numbers)
        self.query(
            "insert into ingest_batches (batch_id, run_id, files, listed, staged, loaded, duplicate, "
            f"quarantined, held{column}, products) values ('{batch}', 'r{batch[1:]}', 1, {count}, {count}, "
            f"{count}, 0, 0, 0{value}, 0)"
        )
        for number in numbers:
            self.query(
                "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
                f"batch_id, source_key, line_number) values ('{number:032}', 'R', 'P', 5, '{TEXTS[number]}', "
                f"0, '2018-01-01', '{batch}', 'reviews/lamps/1.json.gz', {number})"
            )

    def stored(self) -> list[tuple[Any, ...]]:
        """Whole rows of text_scores but for their time, which is one."""
        assert all(isinstance(at, datetime) for (at,) in self.query("select scored_at from text_scores"))
        scores = "json_serialize(scores)" if self.is_redshift else "scores"
        rows = self.query(SCORES.format(scores=scores))
        return [tuple(json.loads(it) if place == 6 and isinstance(it, str) else it
                      for place, it in enumerate(row)) for row in rows]  # fmt: skip


def answer(is_review: bool, text_id: int, version: str = "v1", run: str = "r9") -> tuple[object, ...]:
    """An answer as a chunk holds it."""
    return is_review, text_id, "mood", version, "calm", 0.75, '{"calm":0.75,"o\'x ☃":0.25}', None, "en", run


def fault(text_id: int) -> tuple[object, ...]:
    """A document that the model could not read."""
    return False, text_id, "mood", "v1", None, None, None, "no number in 'x\\\t☃'", None, "r9"


def row(
    is_review: bool, text_id: int, batch: str, version: str = "v1", run: str = "r9"
) -> tuple[object, ...]:
    """What the table says of `answer`."""
    numbers = (text_id, None) if is_review else (None, text_id)
    return (*numbers, "mood", version, "calm", 0.75, {"calm": 0.75, "o'x ☃": 0.25}, None, "en", batch, run)
