"""The champions of a task, one event after the other: events are added, and none is changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from text_models.versions.champions.champion_event import ChampionEvent

PREFIX = "champion_event."


class ChampionLog:
    """Events as tags of MLflow's registered model, each of which is committed as a whole.

    A name is its number and a random end, so that two processes that add at once both leave their event.
    """

    def __init__(self, client: Any, model_name: str) -> None:
        self.client = client
        self.model_name = model_name

    def append(self, event: ChampionEvent, tags: Mapping[str, str]) -> None:
        """Add an event behind those that are among the registered model's `tags`."""
        number = max((_number(name) for name in tags if name.startswith(PREFIX)), default=0) + 1
        self.client.set_registered_model_tag(
            self.model_name, f"{PREFIX}{number:06d}.{secrets.token_hex(4)}", str(event)
        )


def events_of(tags: Mapping[str, str]) -> list[ChampionEvent]:
    """Return the events among a registered model's tags, the latest last.

    Raises ValueError for a damaged one.
    """
    return [ChampionEvent.parse(tags[name]) for name in sorted(tags) if name.startswith(PREFIX)]


def _number(name: str) -> int:
    return int(name.removeprefix(PREFIX).partition(".")[0])
