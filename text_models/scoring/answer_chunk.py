"""A version answers the texts of a chunk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from text_models.ladder.version_predictor import VersionPredictor
from text_models.scoring.score_chunk import (
    ChunkScore,
    ChunkText,
    ScoreChunk,
    read_chunk,
    read_texts,
    write_scores,
)
from text_models.scoring.text_score import TextScore, score_texts
from text_models.versions.version_folder import VersionFolder

if TYPE_CHECKING:
    from collections.abc import Iterable


class Answered(NamedTuple):
    """How many texts were answered, and how many of them the model could not read."""

    texts: int
    unread: int


def answer_chunk(folder: Path, models_dir: Path, target: Path) -> Answered:
    """Write what the version says of the texts in `folder` into folder `target`; its place is `models_dir`.

    Memory is that of the model and a thousand texts, however many there are. Raises OSError; ValueError when
    the version is not there or damaged, or reads none of the texts.
    """
    chunk = read_chunk(folder)
    predictor = VersionPredictor.load(chunk.task, VersionFolder.read(models_dir, chunk.version))
    unread = 0

    def answers() -> Iterator[ChunkScore]:
        nonlocal unread
        for text, score in _scored(predictor, read_texts(folder)):
            unread += score.fault is not None
            yield _row(chunk, text, score)

    return Answered(write_scores(target, answers()), unread)


def _scored(predictor: VersionPredictor, texts: Iterable[ChunkText]) -> Iterator[tuple[ChunkText, TextScore]]:
    """Each text with its score; those that the model thinks of are kept by their place."""
    thought_of: dict[int, ChunkText] = {}

    def rows() -> Iterator[tuple[int, str]]:
        for place, text in enumerate(texts):
            thought_of[place] = text
            yield place, text.text

    for place, score in score_texts(predictor, rows()):
        yield thought_of.pop(place), score


def _row(chunk: ScoreChunk, text: ChunkText, score: TextScore) -> ChunkScore:
    return ChunkScore(
        is_review=text.is_review,
        text_id=text.text_id,
        task=chunk.task.name,
        model_version=chunk.version,
        top_label=score.top_label,
        score=score.score,
        scores=None if score.scores is None else msgspec.json.encode(score.scores).decode(),
        fault=score.fault,
        language=text.language,
        run_id=chunk.run_id,
    )
