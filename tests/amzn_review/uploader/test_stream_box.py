"""Files are added to a stream once each, wherever the uploader is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from amzn_review.streams.stream_error import StreamError
from amzn_review.uploader.stream_box import StreamBox
from tests.amzn_review.postgres.test_faults import Killer
from tests.stream_server import KEY, StreamServer

NAMES = [f"{number}.json.gz" for number in range(4)]


class MortalBox(StreamBox):
    """A box each of whose steps may be the last one of its process."""

    killer: Killer

    def _add(self, names: Sequence[str], contents: Sequence[bytes]) -> None:
        self.killer.count("fcntl.flock")
        super()._add(names, contents)
        self.killer.count("fcntl.flock")

    def _forget(self, names: Sequence[str]) -> None:
        self.killer.count("fcntl.flock")
        super()._forget(names)
        self.killer.count("fcntl.flock")


def fill(box: StreamBox, source: Path) -> None:
    with box.open():
        missing = [source / name for name in NAMES if name not in box.dropped]
        for start in range(0, len(missing), 2):
            box.drop(*missing[start : start + 2])


@pytest.mark.parametrize("eaten", [False, True], ids=["entries wait", "entries are gone"])
def test_killed_at_every_step(tmp_path: Path, stream_server: StreamServer, eaten: bool) -> None:
    source = tmp_path / "lamps"
    source.mkdir()
    for name in NAMES:
        (source / name).write_bytes(f"content of {name}".encode())
    step, is_killed = 0, True
    while is_killed:
        step += 1
        seen = []
        box = MortalBox(
            stream_server.client, KEY, "reviews/lamps", tmp_path / f"journal-{step}", source.joinpath
        )
        child = os.fork()
        if child == 0:
            status = 1
            try:
                box.killer = Killer(step)
                sys.addaudithook(box.killer.count)
                fill(box, source)
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        assert status in (0, signal.SIGKILL)
        is_killed = status != 0
        if eaten:  # as a load does meanwhile
            seen += stream_server.client.xrange(KEY)
            stream_server.client.delete(KEY)
        fill(
            StreamBox(
                stream_server.client, KEY, "reviews/lamps", tmp_path / f"journal-{step}", source.joinpath
            ),
            source,
        )
        seen += stream_server.client.xrange(KEY)
        assert sorted((fields[b"name"].decode(), fields[b"file"]) for _, fields in seen) == [
            (name, f"content of {name}".encode()) for name in NAMES
        ]
        assert {fields[b"folder"] for _, fields in seen} == {b"reviews/lamps"}
        assert stream_server.client.exists(f"{KEY}:added") == 0
        stream_server.client.delete(KEY)
    assert step > 12


def test_a_stream_that_cannot_be_added_to_takes_nothing(tmp_path: Path, stream_server: StreamServer) -> None:
    (tmp_path / "1.json.gz").write_bytes(b"1")
    stream_server.client.set(KEY, "text")
    box = StreamBox(stream_server.client, KEY, "reviews/lamps", tmp_path / "journal", tmp_path.joinpath)
    with box.open(), pytest.raises(StreamError, match="arrivals is not a stream"):
        box.drop(tmp_path / "1.json.gz")
    stream_server.client.delete(KEY)
    with box.open():
        assert box.dropped == {"1.json.gz"}
    ((_, fields),) = stream_server.client.xrange(KEY)
    assert fields == {b"folder": b"reviews/lamps", b"name": b"1.json.gz", b"file": b"1"}
