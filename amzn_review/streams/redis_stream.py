"""A Redis stream, read by a consumer group: https://redis.io/docs/latest/develop/data-types/streams/."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias, cast

import redis
from redis.exceptions import ConnectionError as NoConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as NoAnswerError

from amzn_review.streams.stream_entry import StreamEntry
from amzn_review.streams.stream_error import StreamError

log = logging.getLogger(__name__)
_Page: TypeAlias = list[tuple[bytes, dict[bytes, bytes] | None]]
_PREFIX = "redis-"
_FIRST_PAGE = 16  # entries; later pages hold as many as PAGE_BYTES take, by the size of those before
_LARGEST_PAGE = 1_000
_PAGE_BYTES = 16 * 1024 * 1024
_ACKNOWLEDGED_AT_ONCE = 1_000
_ON_DISK_WITHIN_MS = 10_000
_ANSWER_WITHIN_S = 30


@dataclass
class RedisStream:
    """An EntryLog over the stream `key`, which `group` reads; `reader` is our name in that group.

    Entries come in this order: those that `reader` was given and has not acknowledged, as a load that was
    killed leaves them; those that another reader has kept for `claim_seconds`, which is dead then; new ones.
    `url` is redis://…; it may hold a password, so it is never shown.
    """

    url: str = field(repr=False)
    key: str
    group: str
    reader: str
    claim_seconds: int
    acknowledges_positions: bool = field(default=False, init=False)
    _own_after: bytes | None = field(default=b"0", init=False)
    _claim_from: bytes | None = field(default=b"0-0", init=False)
    _page: int = field(default=_FIRST_PAGE, init=False)

    @cached_property
    def _client(self) -> redis.Redis:
        return connect(self.url, is_shared=False)

    def entries(self, most: int) -> Iterator[StreamEntry]:
        """As EntryLog.entries. Raises StreamError."""
        self._join()
        left = most
        for read in (self._own, self._abandoned, self._new):
            while left > 0 and (page := read(min(left, self._page))) is not None:
                present = [(entry_id, fields) for entry_id, fields in page if fields]
                self._forget([entry_id for entry_id, fields in page if not fields])
                self._fit_page(sum(len(value) for _, fields in present for value in fields.values()), present)
                for entry_id, fields in present:
                    left -= 1
                    yield StreamEntry(_PREFIX + entry_id.decode(), _named(fields))

    def waiting(self) -> int:
        """As EntryLog.waiting. Raises StreamError."""
        with self.telling():
            if not self._client.exists(self.key):
                return 0
            groups: Any = self._client.xinfo_groups(self.key)
            for group in groups:
                # A server cannot tell how far behind a group is when entries ahead of it were deleted, and
                # one before Redis 7 never does.
                if group["name"] == self.group.encode() and group.get("lag") is not None:
                    return int(group["pending"] + group["lag"])
            return int(self._client.xlen(self.key))

    def acknowledge(self, ids: Sequence[str]) -> None:
        """As EntryLog.acknowledge: taken off the group's list, and deleted if no other group reads here.

        Where the server keeps a log on its disk (appendonly), waits until it holds this. Raises StreamError.
        """
        raw = [entry_id.removeprefix(_PREFIX) for entry_id in ids if entry_id.startswith(_PREFIX)]
        with self.telling():
            if not self._client.exists(self.key):
                log.warning("Stream %s is gone: its server has lost what it held.", self.key)
                return
            is_ours_alone = len(self._client.xinfo_groups(self.key)) <= 1
            for start in range(0, len(raw), _ACKNOWLEDGED_AT_ONCE):
                some = raw[start : start + _ACKNOWLEDGED_AT_ONCE]
                with self._client.pipeline(transaction=True) as both:
                    both.xack(self.key, self.group, *some)
                    if is_ours_alone:
                        both.xdel(self.key, *some)
                    both.execute()
            wait_for_disk(self._client)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Errors of the server as StreamError."""
        with telling_errors(self.key):
            yield

    def _join(self) -> None:
        """Make the group, and the stream if there is none yet. All that it holds is new to the group."""
        with self.telling():
            try:
                self._client.xgroup_create(self.key, self.group, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    def _own(self, most: int) -> _Page | None:
        """What was given to us before and not acknowledged, once in the life of this object."""
        if self._own_after is None:
            return None
        page = self._read(self._own_after, most)
        self._own_after = page[-1][0] if page else None
        return page or None

    def _abandoned(self, most: int) -> _Page | None:
        """What another reader was given long ago, once in the life of this object."""
        if self._claim_from is None:
            return None
        with self.telling():
            following, page, lost = self._client.xautoclaim(
                self.key, self.group, self.reader, self.claim_seconds * 1000, self._claim_from, count=most
            )
        if lost:
            log.warning("%s entries of stream %s were deleted before they were loaded.", len(lost), self.key)
        self._claim_from = None if following == b"0-0" else following
        if page:
            log.warning("%s entries of stream %s are taken over from a dead reader.", len(page), self.key)
        return cast(_Page, page)

    def _new(self, most: int) -> _Page | None:
        return self._read(b">", most) or None

    def _read(self, after: bytes, most: int) -> _Page:
        with self.telling():
            found: Any = self._client.xreadgroup(self.group, self.reader, {self.key: after}, count=most)
        return found[0][1] if found else []

    def _forget(self, lost: Sequence[bytes]) -> None:
        """Take entries off our list that somebody deleted from the stream before they were loaded."""
        if lost:
            log.warning("%s entries of stream %s were deleted before they were loaded.", len(lost), self.key)
            with self.telling():
                self._client.xack(self.key, self.group, *lost)

    def _fit_page(self, size: int, page: Sequence[object]) -> None:
        if page:
            self._page = max(1, min(_LARGEST_PAGE, _PAGE_BYTES * len(page) // max(1, size)))


def connect(url: str, *, is_shared: bool) -> redis.Redis:
    """A client that connects when it is first used; one connection, unless threads share it.

    One for pipelines too, which `single_connection_client` gives others: WAITAOF waits for what its own
    connection wrote.
    """
    pool = redis.ConnectionPool.from_url(
        url, protocol=2, socket_timeout=_ANSWER_WITHIN_S, max_connections=None if is_shared else 1
    )
    return redis.Redis.from_pool(pool)


@contextmanager
def telling_errors(key: str) -> Iterator[None]:
    """Errors of the server as StreamError. The server's address stays out: it may hold a password."""
    try:
        yield
    except (NoConnectionError, NoAnswerError) as error:
        raise StreamError(
            f"The server of stream {key} does not answer ({error}). Start it, or set REDIS_HOST and "
            "REDIS_PORT; then run again: nothing is lost that it still holds, and nothing is loaded twice."
        ) from error
    except RedisError as error:
        if "WRONGTYPE" in str(error):
            raise StreamError(
                f"{key} is not a stream: another program keeps something else under that key. Set "
                "STREAM_NAME to a key of its own."
            ) from error
        raise StreamError(
            f"The server of stream {key} refuses: {error}. Put that right and run again."
        ) from error


def wait_for_disk(client: redis.Redis) -> None:
    """Wait until the server's log on disk has what this connection wrote; at once if it keeps none."""
    try:
        written: Any = client.waitaof(1, 0, _ON_DISK_WITHIN_MS)
    except ResponseError as error:
        log.debug("The server keeps no log on its disk: %s", error)
    else:
        if written[0] < 1:
            log.warning("The server has not written what was acknowledged to its disk within 10 s.")


def _named(fields: dict[bytes, bytes]) -> dict[str, bytes]:
    return {name.decode(errors="surrogateescape"): value for name, value in fields.items()}
