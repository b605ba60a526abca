"""The source of arrivals that the settings name."""

from __future__ import annotations

from amzn_review.data_layout import DataLayout
from amzn_review.streams.entry_log import EntryLog
from amzn_review.streams.reader_name import reader_name
from amzn_review.streams.redis_stream import RedisStream
from amzn_review.streams.stream_source import StreamSource


def open_source(
    layout: DataLayout, *, kind: str, key: str, group: str, claim_seconds: int, kafka_servers: str, url: str
) -> StreamSource | None:
    """The stream of the settings STREAM_…, for the loads of one DATA_DIR; None if `kind` is "none".

    `url` is the Redis server's. Nothing is asked of a server yet, and the client of a server that is not
    named is not imported.
    """
    if kind == "none":
        return None
    return StreamSource(
        open_log(
            kind=kind,
            key=key,
            group=group,
            claim_seconds=claim_seconds,
            kafka_servers=kafka_servers,
            url=url,
            reader=reader_name(layout) if kind == "redis" else "",
        )
    )


def open_log(
    *, kind: str, key: str, group: str, claim_seconds: int, kafka_servers: str, url: str, reader: str
) -> EntryLog:
    """The stream as `reader`; of a Kafka topic, the group itself is the reader."""
    if kind == "redis":
        return RedisStream(url, key, group, reader, claim_seconds)
    from amzn_review.streams.kafka_topic import KafkaTopic

    return KafkaTopic(kafka_servers, key, group)
