"""Which champion a rollback returns to, and events as lines."""

from __future__ import annotations

import pytest

from text_models.versions.champions.champion_event import (
    LONGEST_REASON,
    ChampionEvent,
    Change,
    previous_champion,
)


def event(change: Change, before: str | None, version: str) -> ChampionEvent:
    return ChampionEvent("2026-11-30T08:00:00.000+00:00", "somebody", change, before, version, "A reason.")


GATE, HAND, BACK, RESTORED = Change.GATE, Change.HAND, Change.ROLLBACK, Change.RESTORED


@pytest.mark.parametrize(
    ("changes", "previous"),
    [
        ([], None),
        ([(GATE, None, "a")], None),
        ([(GATE, None, "a"), (GATE, "a", "b")], "a"),
        # A registry that was filled before champions had events: only the first one tells who came before.
        ([(HAND, "a", "b")], "a"),
        ([(GATE, None, "a"), (GATE, "a", "b"), (BACK, "b", "a")], None),
        ([(GATE, None, "a"), (GATE, "a", "b"), (HAND, "b", "c"), (BACK, "c", "b")], "a"),
        ([(GATE, None, "a"), (GATE, "a", "b"), (HAND, "b", "c"), (BACK, "c", "b"), (BACK, "b", "a")], None),
        ([(GATE, None, "a"), (GATE, "a", "b"), (BACK, "b", "a"), (GATE, "a", "c")], "a"),
        # Chosen by hand is a change like any other: a rollback returns to the one before it.
        ([(GATE, None, "a"), (GATE, "a", "b"), (HAND, "b", "a")], "b"),
        ([(RESTORED, None, "a"), (GATE, "a", "b")], "a"),
    ],
)
def test_the_champion_before(changes: list[tuple[Change, str | None, str]], previous: str | None) -> None:
    assert previous_champion([event(*change) for change in changes]) == previous


def test_an_event_is_a_line_that_is_read_back() -> None:
    written = ChampionEvent.now(Change.GATE, None, "v1", "Promoted: 95 % … \N{SNOWMAN}\nsecond line")
    assert "\n" not in str(written)
    assert ChampionEvent.parse(str(written)) == written
    long = ChampionEvent.now(Change.GATE, None, "v1", '"' * 10_000)
    assert (len(long.why), long.why[-1]) == (LONGEST_REASON, "…")
    assert len(str(long)) < 5_000, "what MLflow's column takes"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"change": "luck"}', '{"change": "gate", "at": "now"}'])
def test_a_damaged_event_is_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="The registry holds an event that cannot be read"):
        ChampionEvent.parse(text)
