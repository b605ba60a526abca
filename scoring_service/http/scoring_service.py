"""The service behind HTTP: what it holds, and what it does every second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import NamedTuple

from errors import SentenceError
from scoring_service.attributes.attribute_table import Attribute, AttributeModel
from scoring_service.attributes.old_scale import OldScale
from scoring_service.attributes.scoring_file import ScoringChoices
from scoring_service.http.access import Access
from scoring_service.http.service_metrics import ServiceMetrics
from scoring_service.learning.delivery import Delivery
from scoring_service.learning.spool import SuggestionSpool
from scoring_service.protocol.text_entry import TextEntry
from scoring_service.scoring.comment_scorer import CommentScorer
from scoring_service.scoring.micro_batches import MicroBatches
from scoring_service.scoring.model_shelf import A_TEXT, ModelShelf
from text_models.tasks.task import Task

EVERY_SECONDS = 1.0
log = logging.getLogger(__name__)


class Learning(NamedTuple):
    """Where suggestions wait, and how they get into the warehouse; None: they wait on the disk."""

    spool: SuggestionSpool
    delivery: Delivery | None


class ScoringService:
    """Everything that answers calls. `tasks` are those declared, by name; no `old_scale` maps no score."""

    def __init__(
        self,
        choices: ScoringChoices,
        tasks: Mapping[str, Task],
        shelf: ModelShelf,
        access: Access,
        learning: Learning,
        *,
        old_scale: OldScale | None = None,
    ) -> None:
        self.choices = choices
        self.tasks = tasks
        self.shelf = shelf
        self.access = access
        self.learning = learning
        self.batches = MicroBatches()
        self.scorer = CommentScorer(choices, shelf, self.batches, old_scale or OldScale())
        self.metrics = ServiceMetrics()
        self.metrics.watch("scoring_waiting_texts", "Texts that wait.", lambda: self.batches.waiting)
        self.metrics.watch(
            "scoring_spooled_suggestions", "Suggestions on the disk.", lambda: len(learning.spool.waiting())
        )
        self._routine: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Load the champions and begin; without any the service starts, and says so."""
        self._tell(await asyncio.to_thread(self.shelf.refresh))
        if not self.shelf.champions():
            log.warning(
                "No task has a champion yet: every analysis is refused. `text-models train TASK FILE` trains "
                "a version; it answers as soon as it is promoted."
            )
        # The first one loads the languages, which takes a second: no client shall wait for that.
        await asyncio.to_thread(self.scorer.detect, TextEntry(A_TEXT))
        self.batches.start()
        self._routine = [asyncio.create_task(self._refresh()), asyncio.create_task(self._deliver())]

    async def stop(self) -> None:
        """End what `start` began; suggestions stay on the disk."""
        for task in self._routine:
            task.cancel()
        await asyncio.gather(*self._routine, return_exceptions=True)
        self.batches.stop()

    def attributes(self) -> list[dict[str, object]]:
        """Return what is known of each attribute: names, and for each model its languages and versions."""
        return [self._shown(attribute) for _, attribute in sorted(self.choices.table.attributes.items())]

    def _shown(self, attribute: Attribute) -> dict[str, object]:
        models = [
            {
                "task": model.task,
                "label": model.label,
                "languages": list(model.languages),
                "version": self._answering(model),
                "versions": self.shelf.versions(model.task),
                "card": f"text-models card {model.task}",
                "command": model.command,
            }
            for model in attribute.models
        ]
        return {"name": attribute.name, "aliases": list(attribute.aliases), "models": models}

    def _answering(self, model: AttributeModel) -> str | None:
        """The champion that answers, None when there is none, or it has not learned the label."""
        predictor = self.shelf.champion(model.task)
        return predictor.version if predictor and model.label in predictor.task.labels else None

    async def _refresh(self) -> None:
        """Follow promotions and changes of keys."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self._tell(await asyncio.to_thread(self.shelf.refresh))
            try:
                self.access.refresh()
            except (OSError, SentenceError) as error:
                log.warning("The keys stay as they were: %s", error)

    async def _deliver(self) -> None:
        """Bring suggestions to the warehouse while it is there; tell once when it is not."""
        if self.learning.delivery is None:
            return
        is_away = False
        while True:
            try:
                written = await asyncio.to_thread(self.learning.delivery.deliver)
            except (OSError, SentenceError) as error:
                if not is_away:
                    # Our own sentence; a database's message could quote a text.
                    log.warning(
                        "Suggestions wait on the disk: the warehouse refuses (%s).", type(error).__name__
                    )
                is_away = True
                written = 0
            else:
                is_away = False
            if not written:
                await asyncio.sleep(EVERY_SECONDS)

    def _tell(self, sentences: list[str]) -> None:
        for sentence in sentences:
            log.info("%s", sentence)
