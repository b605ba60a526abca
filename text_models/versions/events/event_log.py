"""Events of one kind, one after the other: they are added, and none is changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class EventLog:
    """Events as tags of MLflow's registered model `model_name`, each of which is committed as a whole.

    A tag's name is `prefix`, the event's number and a random end, so that two processes that add at once both
    leave their event.
    """

    client: Any
    model_name: str
    prefix: str

    def append(self, event: object, tags: Mapping[str, str]) -> None:
        """Add an event, whose `str` is kept, behind those that are among the registered model's `tags`."""
        number = max((self._number(name) for name in tags if name.startswith(self.prefix)), default=0) + 1
        name = f"{self.prefix}{number:06d}.{secrets.token_hex(4)}"
        self.client.set_registered_model_tag(self.model_name, name, str(event))

    def texts(self, tags: Mapping[str, str]) -> list[str]:
        """Return the events among a registered model's tags, the latest last."""
        return [tags[name] for name in sorted(tags) if name.startswith(self.prefix)]

    def _number(self, name: str) -> int:
        return int(name.removeprefix(self.prefix).partition(".")[0])
