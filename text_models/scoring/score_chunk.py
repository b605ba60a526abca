"""Some texts that a version is to answer, and its answers: folders that one machine leaves for another."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from text_models.tasks.task import Task

CHUNK_FILE, TEXTS_FILE, SCORES_FILE = "chunk.json", "texts.jsonl.gz", "scores.jsonl.gz"
FASTEST = 1


class ScoreChunk(msgspec.Struct, frozen=True):
    """Version `version` of `task`, which lies in place `models`, answers for run `run_id`."""

    task: Task
    version: str
    models: str
    run_id: str


class ChunkText(msgspec.Struct, frozen=True, array_like=True):
    """A review or document by its number in the warehouse; `language` is a BCP 47 tag."""

    is_review: bool
    text_id: int
    language: str | None
    text: str


class ChunkScore(msgspec.Struct, frozen=True, array_like=True):
    """A row of review_scores or document_scores; `scores` is JSON by label. See `TextScore`."""

    is_review: bool
    text_id: int
    task: str
    model_version: str
    top_label: str | None
    score: float | None
    scores: str | None
    fault: str | None
    language: str | None
    run_id: str


def write_chunk(folder: Path, chunk: ScoreChunk, texts: Iterable[ChunkText]) -> int:
    """Write texts and what is asked of them into the folder; return how many texts there are."""
    (folder / CHUNK_FILE).write_bytes(msgspec.json.encode(chunk))
    return _write_lines(folder / TEXTS_FILE, texts)


def read_chunk(folder: Path) -> ScoreChunk:
    """Return what is asked. Raises OSError; ValueError when the file is damaged."""
    return msgspec.json.decode((folder / CHUNK_FILE).read_bytes(), type=ScoreChunk)


def read_texts(folder: Path) -> Iterator[ChunkText]:
    """Yield the texts of a chunk, a line in memory at a time. Raises OSError, ValueError."""
    with gzip.open(folder / TEXTS_FILE, "rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line, type=ChunkText)


def write_scores(folder: Path, scores: Iterable[ChunkScore]) -> int:
    """Write the answers of a chunk into the folder; return how many there are."""
    return _write_lines(folder / SCORES_FILE, scores)


def read_scores(folder: Path) -> Iterator[ChunkScore]:
    """Yield the answers of a chunk, a line in memory at a time. Raises OSError, ValueError."""
    with gzip.open(folder / SCORES_FILE, "rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line, type=ChunkScore)


def _write_lines(path: Path, rows: Iterable[msgspec.Struct]) -> int:
    written = 0
    with gzip.open(path, "wb", compresslevel=FASTEST) as lines:
        for row in rows:
            lines.write(msgspec.json.encode(row) + b"\n")
            written += 1
    return written
