"""A Kafka topic, read by its committed offsets: https://kafka.apache.org/documentation/#design_consumerposition."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from amzn_review.streams.stream_entry import FILE, RECORD, StreamEntry
from amzn_review.streams.stream_error import StreamError

log = logging.getLogger(__name__)
_PREFIX = "kafka-"
_GZIP = b"\x1f\x8b"  # RFC 1952, 2.3.1
_PAGE = 500
_ANSWER_WITHIN_S = 30.0


@dataclass
class KafkaTopic:
    """An EntryLog over all partitions of `topic`; it goes on at the offsets that `group` has committed.

    A message's value is a .json.gz file, or a line of JSON or several; its headers `folder` and `name` are
    those of StreamEntry. Partitions are assigned, not subscribed to: one load at a time reads them all, and
    no other consumer may be in the group. `options` are librdkafka's.
    """

    servers: str
    topic: str
    group: str
    options: dict[str, str | int | bool] = field(default_factory=dict)
    acknowledges_positions: bool = field(default=True, init=False)
    _next: dict[int, int] = field(default_factory=dict, init=False)

    @cached_property
    def _consumer(self) -> Consumer:
        return Consumer(
            {
                "bootstrap.servers": self.servers,
                "group.id": self.group,
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "log_level": 2,  # what matters is raised
                **self.options,
            }
        )

    def entries(self, most: int) -> Iterator[StreamEntry]:
        """As EntryLog.entries: up to the end that each partition has now. Raises StreamError."""
        with self._telling():
            unread = self._assign()
            while most > 0 and unread:
                first = self._consumer.poll(_ANSWER_WITHIN_S)
                if first is None:
                    raise StreamError(
                        f"Topic {self.topic} has given nothing for {_ANSWER_WITHIN_S:.0f} s before the end "
                        f"of its partitions {sorted(unread)}. See whether {self.servers} are well, and run "
                        "again."
                    )
                # What has been fetched already comes without a wait.
                for message in [first, *self._consumer.consume(min(most, _PAGE) - 1, 0)]:
                    partition, offset = _place_of(message)
                    if error := message.error():
                        if error.code() != KafkaError._PARTITION_EOF:
                            raise KafkaException(error)
                        unread.discard(partition)
                    else:
                        self._next[partition] = offset + 1
                        most -= 1
                        yield StreamEntry(f"{_PREFIX}{partition}-{offset}", _fields_of(message))

    def waiting(self) -> int:
        """As EntryLog.waiting. Raises StreamError."""
        with self._telling():
            waiting = 0
            for place in self._committed():
                first, end = self._consumer.get_watermark_offsets(place, _ANSWER_WITHIN_S)
                waiting += end - max(first, place.offset)
            return waiting

    def acknowledge(self, ids: Sequence[str]) -> None:
        """As EntryLog.acknowledge: the highest offset of each partition is committed. Raises StreamError."""
        following: dict[int, int] = defaultdict(int)
        for entry_id in ids:
            if entry_id.startswith(_PREFIX):
                partition, offset = map(int, entry_id.removeprefix(_PREFIX).split("-"))
                following[partition] = max(following[partition], offset + 1)
        if not following:
            return
        with self._telling():
            places = [TopicPartition(self.topic, partition) for partition in following]
            committed = self._consumer.committed(places, _ANSWER_WITHIN_S)
            ahead = [
                TopicPartition(self.topic, place.partition, following[place.partition])
                for place in committed
                if place.offset < following[place.partition]
            ]
            if ahead:
                self._consumer.commit(offsets=ahead, asynchronous=False)

    def _assign(self) -> set[int]:
        """Go on where this object, or else the group, has come to. Returns the partitions to be read."""
        for place in self._committed():
            first, _ = self._consumer.get_watermark_offsets(place, _ANSWER_WITHIN_S)
            if 0 <= place.offset < first:
                log.warning(
                    "%s messages of partition %s of topic %s were deleted before they were loaded.",
                    first - place.offset, place.partition, self.topic,
                )  # fmt: skip
            self._next[place.partition] = max(self._next.get(place.partition, 0), place.offset, first)
        self._consumer.assign(
            [TopicPartition(self.topic, partition, offset) for partition, offset in self._next.items()]
        )
        return set(self._next)

    def _committed(self) -> list[TopicPartition]:
        """Each partition with the offset that the group has committed, a negative one if it has none."""
        found = self._consumer.list_topics(self.topic, _ANSWER_WITHIN_S).topics[self.topic]
        if found.error:
            raise KafkaException(found.error)
        places = [TopicPartition(self.topic, partition) for partition in found.partitions]
        return self._consumer.committed(places, _ANSWER_WITHIN_S)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except KafkaException as error:
            raise StreamError(
                f"Topic {self.topic} of {self.servers} cannot be read: {error.args[0].str()}. Set "
                "KAFKA_SERVERS and STREAM_NAME, or put that right, and run again: nothing is loaded twice."
            ) from error


def _place_of(message: Message) -> tuple[int, int]:
    """Partition and offset; the client's types leave open that a message may have none."""
    partition, offset = message.partition(), message.offset()
    if partition is None or offset is None:
        raise KafkaException(message.error())
    return partition, offset


def _fields_of(message: Message) -> dict[str, bytes]:
    value = message.value() or b""
    headers = dict(message.headers() or [])
    texts = {name: content for name, content in headers.items() if isinstance(content, bytes)}
    return {**texts, FILE if value.startswith(_GZIP) else RECORD: value}
