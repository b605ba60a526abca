"""Deals the texts that champions are to answer out to chunks, each a folder that a worker takes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from workflow.plugins.src.score_warehouse import ScoreWarehouse

if TYPE_CHECKING:
    from storage.artifact_store import ArtifactStore
    from text_models.scoring.score_chunk import ChunkText
    from text_models.tasks.task import Task

log = logging.getLogger(__name__)
Session = Callable[[], AbstractContextManager["ArtifactStore"]]
KINDS = ("reviews", "documents")
# Airflow makes so many mapped tasks of one list, unless core.max_map_length says otherwise.
MOST_CHUNKS = 1_000


class Asked(NamedTuple):
    """The version of a task that answers, the place of its folder, and the languages that it speaks."""

    task: Task
    version: str
    models: str
    spoken: tuple[str, ...]


def asked_of(session: Session, task: Task, models: str) -> Asked | None:
    """Return the version that answers now of those in place `models`; None when no version is champion.

    Where the champion's folder is gone, the one before it answers, and the log says so. Raises ValueError
    when no champion's folder is whole.
    """
    from text_models.scoring.serving_version import serving_version
    from text_models.scoring.spoken_language import languages_spoken
    from text_models.versions.champion import CHAMPION_FILE

    with session() as here:
        here.read_file(f"{models}/{CHAMPION_FILE}")
        serving = serving_version(
            here.path(models),
            lambda: _earlier(task, models),
            lambda version: here.read_if_there(f"{models}/{version}"),
        )
        if serving is None:
            return None
        for sentence in serving.told:
            log.warning("%s The champion before it answers: version %s.", sentence, serving.version.name)
        return Asked(task, serving.version.name, models, languages_spoken(task, serving.version.model))


def _earlier(task: Task, models: str) -> list[str]:
    """The champions of the past, the latest first, as the registry knows them."""
    from text_models.versions.champions.champion_event import standing_champions
    from workflow.plugins.hooks.registry_hook import RegistryHook

    events = RegistryHook().registry(task.name, models).champion_events()
    return standing_champions(events)[::-1]


@dataclass(frozen=True)
class ScorePlan:
    """Chunks of at most `chunk_texts` texts of the warehouse, below place `work`, for run `run_id`."""

    warehouse: ScoreWarehouse
    session: Session
    work: str
    run_id: str
    chunk_texts: int

    def deal(self, asked: Asked, batches: Sequence[str] | None) -> Iterator[str]:
        """Yield the place of each chunk when it is written; `batches` None: of all texts not scored yet."""
        from storage.whole_folder import whole_folder
        from text_models.scoring.score_chunk import ScoreChunk, write_chunk

        chunk = ScoreChunk(asked.task, asked.version, asked.models, self.run_id)
        texts = self._texts(asked, batches)
        for number, first in enumerate(texts):
            place = f"{self.work}/{asked.task.name}-{number:05d}"
            rows = islice(chain([first], texts), self.chunk_texts)
            with self.session() as here, whole_folder(here.write(place)) as folder:
                count = write_chunk(folder, chunk, rows)
            log.info("%s: %s texts for version %s.", place, f"{count:,}", asked.version)
            yield place

    def _texts(self, asked: Asked, batches: Sequence[str] | None) -> Iterator[ChunkText]:
        """What the version speaks of the texts that it has not scored."""
        from amzn_review.batch.asked_scores import AskedScores
        from text_models.scoring.score_chunk import ChunkText
        from text_models.scoring.spoken_language import speaks, text_language

        languages = sorted({tag.partition("-")[0].lower() for tag in asked.spoken})
        of_version = AskedScores(asked.task.name, asked.version, languages)
        for kind in KINDS:
            for text_id, told, variant, text in self.warehouse.unscored(kind, of_version, batches):
                language = text_language(told, variant, text)
                if speaks(asked.spoken, language):
                    yield ChunkText(kind == "reviews", text_id, language, text)
