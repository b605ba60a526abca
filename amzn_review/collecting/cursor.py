"""How far a source was collected: which page comes next, and when there is no more."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from amzn_review.collecting.collect_state import CollectState, Sweep
from amzn_review.collecting.source import Paging

Mark = int | datetime


@dataclass(frozen=True)
class Step:
    """The state behind a page, and whether it was the last for now; `loops`: the source runs in a circle."""

    state: CollectState
    has_ended: bool
    loops: bool = False


def page_parameters(paging: Paging, state: CollectState) -> dict[str, str]:
    """What of the query asks for the next page."""
    parameters = {}
    if (floor := _floor(paging, state)) is not None:
        parameters[paging.since] = _written(floor)
    if state.sweep and state.sweep.token is not None and paging.token:
        parameters[paging.token] = state.sweep.token
    return parameters


def passed_window(paging: Paging, state: CollectState, now: datetime) -> CollectState | None:
    """The state without its mark, if that lies before what the source still has; else None."""
    if not (paging.window_days and state.mark and state.mark_at and not state.sweep):
        return None
    if now - datetime.fromisoformat(state.mark_at) <= timedelta(days=paging.window_days):
        return None
    return msgspec.structs.replace(state, mark=None)


def step(
    paging: Paging, state: CollectState, marks: Sequence[object], token: str | None, now: datetime
) -> Step:
    """The state behind a page whose records have these marks (None: a record has none)."""
    found = [mark for mark in (read_mark(paging, value) for value in marks) if mark is not None]
    if paging.order == "oldest_first":
        return _forward(paging, state, found, now)
    return _back(paging, state, found, token, now)


def read_mark(paging: Paging, value: object) -> Mark | None:
    """A mark as something that can be compared; None if it is none."""
    try:
        if paging.mark_kind == "number":
            return int(str(value)) if isinstance(value, str | int) else None
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _forward(paging: Paging, state: CollectState, found: Sequence[Mark], now: datetime) -> Step:
    known = read_mark(paging, state.mark)
    largest = _largest(found)
    if largest is None or (known is not None and _is_at_most(largest, known)):
        return Step(msgspec.structs.replace(state, mark_at=now.isoformat()), has_ended=True)
    reached = msgspec.structs.replace(state, mark=_written(largest), mark_at=now.isoformat())
    return Step(reached, has_ended=False)


def _back(
    paging: Paging, state: CollectState, found: Sequence[Mark], token: str | None, now: datetime
) -> Step:
    sweep = state.sweep or Sweep()
    newest = _largest([*found, *_known(read_mark(paging, sweep.newest))])
    if not paging.token_at and found:
        token = _written(_smallest(found))
    floor = _floor(paging, state)
    is_reached = floor is not None and bool(found) and all(_is_at_most(mark, floor) for mark in found)
    # What came before the first run is not owed: that run's pages are enough.
    is_enough = state.mark is None and sweep.pages + 1 >= paging.pages
    if token is None or is_reached or is_enough:
        mark = state.mark if newest is None else _written(_later(newest, read_mark(paging, state.mark)))
        done = msgspec.structs.replace(state, mark=mark, mark_at=now.isoformat(), sweep=None)
        return Step(done, has_ended=True)
    digest = hashlib.blake2b(token.encode(), digest_size=8).hexdigest()
    if digest in sweep.tokens:
        return Step(msgspec.structs.replace(state, sweep=None), has_ended=True, loops=True)
    on = Sweep(
        pages=sweep.pages + 1,
        token=token,
        newest=None if newest is None else _written(newest),
        tokens=(*sweep.tokens, digest),
    )
    return Step(msgspec.structs.replace(state, sweep=on), has_ended=False)


def _floor(paging: Paging, state: CollectState) -> Mark | None:
    """The mark to ask from: the one that was reached, a time moved back by the overlap."""
    mark = read_mark(paging, state.mark)
    return mark - timedelta(seconds=paging.overlap_seconds) if isinstance(mark, datetime) else mark


def _written(mark: Mark) -> str:
    return str(mark) if isinstance(mark, int) else mark.isoformat().replace("+00:00", "Z")


def _known(mark: Mark | None) -> list[Mark]:
    return [] if mark is None else [mark]


def _number(mark: Mark) -> float:
    """Only for the order: marks of one source are all numbers or all times."""
    return mark if isinstance(mark, int) else mark.timestamp()


def _is_at_most(mark: Mark, other: Mark) -> bool:
    return _number(mark) <= _number(other)


def _largest(marks: Sequence[Mark]) -> Mark | None:
    return max(marks, key=_number, default=None)


def _smallest(marks: Sequence[Mark]) -> Mark:
    return min(marks, key=_number)


def _later(mark: Mark, other: Mark | None) -> Mark:
    return mark if other is None or _number(mark) >= _number(other) else other
