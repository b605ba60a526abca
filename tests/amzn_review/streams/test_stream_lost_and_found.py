"""A server that goes, a key of another kind, two loads at once, a dead reader, and every step of a load."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.postgres.loader import Loader
from amzn_review.streams.entry_log import EntryLog
from amzn_review.streams.redis_stream import RedisStream
from amzn_review.streams.stream_entry import StreamEntry
from amzn_review.streams.stream_error import StreamError
from amzn_review.streams.stream_source import StreamSource
from benchmarks.stream_server import running_server
from tests.amzn_review.load_site import LoadSite, balance, loaded, numbered, packed
from tests.amzn_review.postgres.test_faults import Killer
from tests.amzn_review.streams.stream_load import load, loader
from tests.conftest import SQL_DIR
from tests.stream_server import GROUP, KEY, StreamServer


def add(server: StreamServer, *numbers: int) -> list[str]:
    """An entry of one review for each number; returns their keys below uploaded/."""
    ids = [server.add(file=packed(numbered(n)), folder="reviews/lamps", name=f"{n}") for n in numbers]
    return [f"reviews/lamps/{n}.redis-{i}.json.gz" for n, i in zip(numbers, ids, strict=True)]


def pending(server: StreamServer) -> tuple[int, int]:
    """How many entries the stream holds, and how many were given to a reader and not acknowledged."""
    return server.client.xlen(KEY), server.client.xpending(KEY, GROUP)["pending"]


@dataclass
class Interrupted:
    """A log that raises instead of acknowledging, or after it, as a process that dies there."""

    log: EntryLog
    is_after: bool
    acknowledges_positions: bool = False

    def waiting(self) -> int:
        return self.log.waiting()

    def entries(self, most: int) -> Iterator[StreamEntry]:
        return self.log.entries(most)

    def acknowledge(self, ids: Sequence[str]) -> None:
        if self.is_after:
            self.log.acknowledge(ids)
        raise InterruptedError


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_an_end_at_the_acknowledgement(site: LoadSite, stream_server: StreamServer, is_after: bool) -> None:
    keys = add(stream_server, 1, 2)
    stream_server.add(file=b"bad", folder="reviews/lamps")
    first = loader(site, stream_server)
    assert isinstance(first.source, StreamSource)
    first.source.log = Interrupted(first.source.log, is_after)
    with pytest.raises(InterruptedError):
        list(first.run())
    assert site.reviewers() == ["R1", "R2"]  # it is committed and archived
    before = site.rows("select * from ingest_batches"), site.quarantined(), site.found()
    assert pending(stream_server) == ((0, 0) if is_after else (3, 3))
    (sheet,) = load(site, stream_server)
    assert (sheet.loaded, sheet.duplicate, sheet.quarantined) == (2, 0, 1)
    assert (site.rows("select * from ingest_batches"), site.quarantined(), site.found()) == before
    assert sorted(site.lies("pack")) == keys
    assert pending(stream_server) == (0, 0)
    assert load(site, stream_server) == []


def test_a_server_that_is_gone_is_one_sentence_and_the_next_load_goes_on(
    site: LoadSite, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("persistent")
    with running_server(folder, is_persistent=True) as server:
        keys = add(server, 1, 2, 3)
        run = loader(site, server, batch_files=2).run()
        next(run)
        server.kill()
        with pytest.raises(StreamError) as caught:
            next(run)
        assert str(caught.value).startswith("The server of stream arrivals does not answer (")
        assert str(caught.value).endswith("nothing is lost that it still holds, and nothing is loaded twice.")
        assert site.reviewers() == ["R1", "R2"]
        server.start()
        assert pending(server) == (1, 0)  # it waited for the disk before the manifest was closed
        assert balance(load(site, server)) == loaded(1)
    assert sorted(site.lies("pack")) == keys


def test_the_disk_is_waited_for_on_the_connection_that_acknowledged(
    site: LoadSite, stream_server: StreamServer
) -> None:
    """WAITAOF waits for what its own connection wrote; on another one it waits for nothing."""
    add(stream_server, 1)
    senders: dict[str, set[str]] = {"XACK": set(), "XDEL": set(), "WAITAOF": set()}
    with stream_server.client.monitor() as watched:
        load(site, stream_server)
        while not senders["WAITAOF"]:
            seen = watched.next_command()
            senders.setdefault(seen["command"].split()[0], set()).add(seen["client_port"])
    assert len(senders["WAITAOF"]) == 1
    assert senders["XACK"] == senders["XDEL"] == senders["WAITAOF"]


def test_a_server_that_forgets_loses_what_was_not_brought(
    site: LoadSite, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running_server(tmp_path_factory.mktemp("forgetful")) as server:
        brought = add(server, 1, 2)
        first = loader(site, server)
        assert first.source is not None
        assert first.source.bring(site.layout, 10) == 2
        add(server, 3)
        server.kill()
        server.start()
        later = add(server, 4)
        assert balance(load(site, server)) == loaded(3)
        assert (site.reviewers(), sorted(site.lies("pack"))) == (["R1", "R2", "R4"], sorted(brought + later))
        assert pending(server) == (0, 0)


def test_a_key_of_another_kind(site: LoadSite, stream_server: StreamServer) -> None:
    stream_server.client.set(KEY, "text")
    site.put("reviews/lamps/1.json.gz", packed(numbered(1)))
    with pytest.raises(StreamError) as caught:
        load(site, stream_server)
    assert str(caught.value) == (
        "arrivals is not a stream: another program keeps something else under that key. Set STREAM_NAME to a "
        "key of its own."
    )
    assert (site.reviewers(), list(site.lies("uploaded"))) == ([], ["reviews/lamps/1.json.gz"])


def test_what_a_dead_reader_was_given_is_claimed(site: LoadSite, stream_server: StreamServer) -> None:
    keys = add(stream_server, *range(40))
    dead = RedisStream(stream_server.url, KEY, GROUP, "dead", 600)
    assert len(list(dead.entries(30))) == 30
    assert balance(load(site, stream_server)) == loaded(10)
    assert balance(load(site, stream_server, claim_seconds=0)) == loaded(30)
    assert sorted(site.lies("pack")) == sorted(keys)
    assert pending(stream_server) == (0, 0)


def test_what_somebody_deleted_is_not_waited_for(
    site: LoadSite, stream_server: StreamServer, caplog: pytest.LogCaptureFixture
) -> None:
    keys = add(stream_server, 1, 2, 3)
    first = loader(site, stream_server)
    assert first.source is not None
    first.source.bring(site.layout, 10)
    for path in site.layout.uploaded.rglob("*.json.gz"):
        path.unlink()
    stream_server.client.xdel(KEY, keys[1].split("redis-")[1].removesuffix(".json.gz"))
    assert balance(load(site, stream_server)) == loaded(2)
    assert "1 entries of stream arrivals were deleted before they were loaded." in caplog.messages
    assert (sorted(site.lies("pack")), pending(stream_server)) == ([keys[0], keys[2]], (0, 0))


def test_another_groups_entries_are_left_to_it(site: LoadSite, stream_server: StreamServer) -> None:
    stream_server.client.xgroup_create(KEY, "others", id="0", mkstream=True)
    add(stream_server, 1)
    assert balance(load(site, stream_server)) == loaded(1)
    assert pending(stream_server) == (1, 0)
    assert load(site, stream_server) == []


def test_files_and_entries_are_one_batch(site: LoadSite, stream_server: StreamServer) -> None:
    site.put("reviews/lamps/7.json.gz", packed(numbered(7)))
    (key,) = add(stream_server, 8)
    (sheet,) = load(site, stream_server)
    assert (sheet.files, sheet.loaded) == (2, 2)
    assert sorted(site.lies("pack")) == sorted(["reviews/lamps/7.json.gz", key])


def in_a_process(work: Any) -> int:
    """Run it in a process of its own. Returns that one's status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def test_two_loads_at_once(site: LoadSite, stream_server: StreamServer) -> None:
    keys = add(stream_server, *range(300))
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                load(site, stream_server, claim_seconds=0, batch_files=20)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert site.rows("select sum(listed), sum(loaded), sum(duplicate) from ingest_batches") == [(300, 300, 0)]
    assert sorted(site.lies("pack")) == sorted(keys)
    assert pending(stream_server) == (0, 0)


@dataclass
class StepByStep:
    """A log each of whose entries, and whose acknowledgement, is a step at which the process may die."""

    log: EntryLog
    killer: Killer
    acknowledges_positions: bool = False

    def waiting(self) -> int:
        return self.log.waiting()

    def entries(self, most: int) -> Iterator[StreamEntry]:
        for entry in self.log.entries(most):
            self.killer.count("fcntl.flock")
            yield entry

    def acknowledge(self, ids: Sequence[str]) -> None:
        self.killer.count("fcntl.flock")
        self.log.acknowledge(ids)
        self.killer.count("fcntl.flock")


def load_until_killed(site: LoadSite, server: StreamServer, step: int) -> bool:
    """Load in a process that dies at this step. Returns False when it needs fewer."""

    def work() -> None:
        killer = Killer(step)
        made = loader(site, server)
        assert isinstance(made.source, StreamSource)
        source = StreamSource(StepByStep(made.source.log, killer))
        sys.addaudithook(killer.count)
        killed = Loader(site.layout, lambda: killer.connection(site), SQL_DIR, "killed")
        list(replace(killed, source=source).run())

    status = in_a_process(work)
    assert status in (0, signal.SIGKILL)
    return status != 0


def test_killed_at_every_step(site: LoadSite, stream_server: StreamServer) -> None:
    step, packs, bad = 0, [], []
    is_killed = True
    while is_killed:
        step += 1
        packs += add(stream_server, step)
        bad.append(stream_server.add(file=b"bad", folder="reviews/lamps"))
        is_killed = load_until_killed(site, stream_server, step)
        load(site, stream_server)
    assert step > 40
    assert site.reviewers() == sorted(f"R{number + 1}" for number in range(step))
    assert sorted(site.lies("pack")) == sorted(packs)
    assert sorted(site.lies("quarantine/not-gzip")) == sorted(f"reviews/lamps/redis-{i}.json.gz" for i in bad)
    assert len(site.found()) == 2 * step
    assert site.rows(
        "select sum(listed), sum(loaded), sum(duplicate), sum(quarantined), sum(held) from ingest_batches"
    ) == [(2 * step, step, 0, step, 0)]
    assert pending(stream_server) == (0, 0)


def test_what_a_killed_reader_left_half_written_goes(layout: DataLayout, stream_server: StreamServer) -> None:
    part = layout.uploaded_reviews("lamps") / ".redis-1-0.entry"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    source = StreamSource(RedisStream(stream_server.url, KEY, GROUP, "reader", 600))
    assert source.bring(layout, 10) == 0
    assert list(Path(part.parent).iterdir()) == []
