"""What is known of a source: how far it was collected, and what was committed but may not wait yet."""

from __future__ import annotations

import msgspec

from amzn_review.collecting.source_error import SourceError

RECENT_POSTS = 2_000
_VERSION = 1


class Delivery(msgspec.Struct, frozen=True):
    """A file that has to wait below uploaded/: its key there, and its lines."""

    key: str
    lines: str


class Sweep(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way back from the newest post that has not come to its end.

    `token` leads to the next page, `tokens` are the digests of all that were followed; `newest` is the mark
    to go on from when the sweep is complete.
    """

    pages: int = 0
    token: str | None = None
    newest: str | None = None
    tokens: tuple[str, ...] = ()


class CollectState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The state after the last page that was committed.

    Every post up to `mark`, which was reached at `mark_at` (ISO 8601, UTC), is collected. `recent` are
    digests of the latest ids. `pages`, `posts` and `deleted` count since the beginning.
    """

    version: int
    address: str
    mark: str | None = None
    mark_at: str | None = None
    sweep: Sweep | None = None
    pages: int = 0
    posts: int = 0
    deleted: int = 0
    recent: tuple[str, ...] = ()
    undelivered: tuple[Delivery, ...] = ()


def new_state(address: str) -> CollectState:
    """The state of a source that was never collected."""
    return CollectState(version=_VERSION, address=address)


def encode_state(state: CollectState) -> bytes:
    """The state as JSON."""
    return msgspec.json.encode(state)


def decode_state(content: bytes, place: str) -> CollectState:
    """The state in JSON. Raises SourceError, naming `place`."""
    try:
        state = msgspec.json.decode(content, type=CollectState)
        if state.version != _VERSION:
            raise ValueError(f"version {state.version}")
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise SourceError(
            f"{place} is no state of a source ({error}): restore it, or remove it to begin again; posts that "
            "come again are duplicates."
        ) from None
    return state
