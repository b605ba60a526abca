"""A change of a task's champion: who made it, when, from what to what, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

from text_models.versions.events.current_user import current_user

# MLflow's column takes 5,000 characters, and JSON may double some of them.
LONGEST_REASON = 2_000


class Change(StrEnum):
    """How a version became champion.

    `GATE`: it was better beyond chance. `HAND`: someone chose it. `ROLLBACK`: the one before it was
    withdrawn. `RESTORED`: the registry had lost it, and learned it from champion.json.
    """

    GATE = "gate"
    HAND = "hand"
    ROLLBACK = "rollback"
    RESTORED = "restored"


@dataclass(frozen=True)
class ChampionEvent:
    """`version` took the place of `before` (None: there was no champion) at `at`, an ISO 8601 time in UTC."""

    at: str
    who: str
    change: Change
    before: str | None
    version: str
    why: str

    @classmethod
    def now(cls, change: Change, before: str | None, version: str, why: str) -> Self:
        """Return the event of this moment, by the user whose process this is."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        reason = why if len(why) <= LONGEST_REASON else f"{why[: LONGEST_REASON - 1]}…"
        return cls(moment, current_user(), change, before, version, reason)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the event that `str` wrote. Raises ValueError when it is damaged."""
        try:
            content = json.loads(text)
            return cls(**{**content, "change": Change(content["change"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(
                f"The registry holds an event that cannot be read ({error!r}). Received: {text!r}"
            ) from None

    def __str__(self) -> str:
        """The event as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def previous_champion(events: Sequence[ChampionEvent]) -> str | None:
    """Return the champion before the one of now, None when there was none.

    A rollback takes back the last change that has not been taken back yet, so that a second one goes one step
    further and does not return to the version that was withdrawn.
    """
    standing = standing_champions(events)
    return standing[-2] if len(standing) > 1 else None


def standing_champions(events: Sequence[ChampionEvent]) -> list[str]:
    """Return the champions of all time but those that were withdrawn, the one of now last."""
    standing: list[str] = []
    for event in events:
        if event.change is Change.ROLLBACK:
            while standing and standing[-1] != event.version:
                standing.pop()
            standing = standing or [event.version]
            continue
        if not standing and event.before:
            standing.append(event.before)
        standing.append(event.version)
    return standing
