"""Files that are added to a Redis stream, each once ever."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from amzn_review.streams.redis_stream import telling_errors
from amzn_review.streams.stream_entry import FILE, FOLDER, NAME
from amzn_review.uploader.drop_journal import DropJournal

if TYPE_CHECKING:
    import redis

# The server runs it whole or not at all. The set knows what a killed uploader has added but not noted; the
# entry itself may have been loaded and deleted by then.
_ADD_ONCE = f"""
if redis.call('SISMEMBER', KEYS[2], ARGV[3]) == 0 then
    redis.call('XADD', KEYS[1], '*', '{FOLDER}', ARGV[1], '{NAME}', ARGV[2], '{FILE}', ARGV[4])
    redis.call('SADD', KEYS[2], ARGV[3])
end
"""


class StreamBox:
    """Adds files of ``folder`` to the stream ``key`` and remembers their names in ``journal``, one a line.

    A name is first written into a journal of what is begun; then the file is added and its name, in one step
    of the server, to the set KEY:added; then its name is noted as dropped and leaves the set. What a killed
    uploader left between two of these, the next ``open()`` puts right: it adds what was begun once more, and
    the set says whether it was added before. So a file is in the stream exactly once, unless the server
    itself loses what it holds.
    ``file_of`` finds a file by its name. Threads may share a box; processes may not.
    """

    def __init__(
        self, client: redis.Redis, key: str, folder: str, journal: Path, file_of: Callable[[str], Path]
    ) -> None:
        self.client = client
        self.key = key
        self.folder = folder
        self.file_of = file_of
        self.dropped: frozenset[str] = frozenset()
        self._done = DropJournal(journal.with_name(f"{journal.name}.log"))
        self._begun = DropJournal(journal.with_name(f"{journal.name}.begun"))

    @property
    def added(self) -> str:
        """The key of the set of what is added and not noted yet."""
        return f"{self.key}:added"

    @contextmanager
    def open(self) -> Iterator[StreamBox]:
        """Put right what a killed run left, fill ``dropped`` with the names added ever, accept files.

        Raises StreamError, OSError.
        """
        with self._done.open() as done, self._begun.open() as begun:
            names = set(done)
            left = [name for line in begun for name in json.loads(line)]
            self._finish([name for name in left if name not in names])
            names.update(name for name in left if self.file_of(name).is_file())
            self._forget(left)
            self._begun.empty()
            self.dropped = frozenset(names)
            yield self

    def drop(self, *sources: Path) -> None:
        """Add ``sources``, an entry each, in one round trip. Raises StreamError, OSError."""
        names = [source.name for source in sources]
        contents = [source.read_bytes() for source in sources]
        self._begun.add([json.dumps(names)])
        self._add(names, contents)
        self._done.add(names)
        self._forget(names)

    def _finish(self, names: Sequence[str]) -> None:
        """Add what was begun; a file that is gone meanwhile was added, or never will be."""
        there = [name for name in names if self.file_of(name).is_file()]
        if there:
            self._add(there, [self.file_of(name).read_bytes() for name in there])
            self._done.add(there)

    def _add(self, names: Sequence[str], contents: Sequence[bytes]) -> None:
        with telling_errors(self.key), self.client.pipeline(transaction=False) as together:
            for name, content in zip(names, contents, strict=True):
                member = self._member(name)
                together.eval(
                    _ADD_ONCE, 2, self.key, self.added, self.folder, os.fsencode(name), member, content
                )
            together.execute()

    def _forget(self, names: Sequence[str]) -> None:
        if names:
            with telling_errors(self.key):
                self.client.srem(self.added, *map(self._member, names))

    def _member(self, name: str) -> bytes:
        return os.fsencode(f"{self.folder}/{name}")
