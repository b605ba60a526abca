"""A topic of the client's own mock cluster: https://github.com/confluentinc/librdkafka/blob/master/src/rdkafka_mock.h."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.streams.kafka_topic import KafkaTopic
from amzn_review.streams.open_source import open_source
from amzn_review.streams.stream_error import StreamError
from amzn_review.streams.stream_source import StreamSource
from tests.amzn_review.load_site import LoadSite, numbered, packed
from tests.conftest import PROJECT_ROOT
from tests.free_port import free_port

TOPIC, GROUP = "arrivals", "loaders"


@dataclass(frozen=True)
class Cluster:
    """A broker inside the producer's process."""

    producer: Producer
    servers: str

    def add(self, partition: int, *values: bytes, folder: str = "reviews/lamps") -> None:
        """Messages in this order."""
        for value in values:
            self.producer.produce(TOPIC, value, headers={"folder": folder}, partition=partition)
        assert self.producer.flush(10) == 0

    def committed(self) -> dict[int, int]:
        """Where the group goes on, of the partitions in which it has committed."""
        consumer = Consumer({"bootstrap.servers": self.servers, "group.id": GROUP})
        places = consumer.committed([TopicPartition(TOPIC, partition) for partition in range(4)], 10)
        consumer.close()
        return {place.partition: place.offset for place in places if place.offset >= 0}


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none", "log_level": 3})
    brokers = producer.list_topics(timeout=10).brokers.values()
    yield Cluster(producer, ",".join(f"{broker.host}:{broker.port}" for broker in brokers))
    producer.purge()


def load(site: LoadSite, cluster: Cluster) -> list[BalanceSheet]:
    servers = cluster.servers
    source = open_source(
        site.layout, kind="kafka", key=TOPIC, group=GROUP, claim_seconds=0, kafka_servers=servers, url=""
    )
    return list(replace(site.loader(), source=source).run())


def test_messages_are_loaded_once_and_their_offsets_committed(site: LoadSite, cluster: Cluster) -> None:
    cluster.add(0, numbered(1), packed(numbered(2)))
    cluster.add(2, b"bad", numbered(3) + numbered(4))
    cluster.add(2, b'{"asin": "B1"}', folder="metadata/products")
    assert KafkaTopic(cluster.servers, TOPIC, GROUP).waiting() == 5
    (sheet,) = load(site, cluster)
    assert (sheet.listed, sheet.loaded, sheet.quarantined, sheet.products) == (5, 4, 1, 1)
    assert site.rows("select reviewer_id, line_number, source_key from reviews order by 1") == [
        ("R1", 1, "reviews/lamps/kafka-0-0.json.gz"),
        ("R2", 1, "reviews/lamps/kafka-0-1.json.gz"),
        ("R3", 1, "reviews/lamps/kafka-2-1.json.gz"),
        ("R4", 2, "reviews/lamps/kafka-2-1.json.gz"),
    ]
    assert site.lies("quarantine/not-json") == {"reviews/lamps/kafka-2-0.json.gz": packed(b"bad")}
    assert site.lies("pack") == {
        "metadata/products/kafka-2-2.json.gz": packed(b'{"asin": "B1"}'),
        "reviews/lamps/kafka-0-0.json.gz": packed(numbered(1)),
        "reviews/lamps/kafka-0-1.json.gz": packed(numbered(2)),
        "reviews/lamps/kafka-2-1.json.gz": packed(numbered(3) + numbered(4)),
    }
    assert cluster.committed() == {0: 2, 2: 3}
    cluster.add(0, numbered(5))
    (later,) = load(site, cluster)
    assert (later.listed, later.loaded) == (1, 1)
    assert cluster.committed() == {0: 3, 2: 3}
    assert KafkaTopic(cluster.servers, TOPIC, GROUP).waiting() == 0


def test_an_offset_is_committed_after_the_database(site: LoadSite, cluster: Cluster) -> None:
    cluster.add(1, numbered(1), b"bad")

    class Dying(KafkaTopic):
        def acknowledge(self, ids: object) -> None:
            raise InterruptedError(ids)

    loader = replace(site.loader(), source=StreamSource(Dying(cluster.servers, TOPIC, GROUP)))
    with pytest.raises(InterruptedError):
        list(loader.run())
    assert (site.reviewers(), cluster.committed()) == (["R1"], {})
    (sheet,) = load(site, cluster)
    assert (sheet.loaded, sheet.duplicate, sheet.quarantined) == (1, 0, 1)
    assert (len(site.quarantined()), cluster.committed()) == (1, {1: 2})
    assert load(site, cluster) == []


def test_what_was_brought_and_not_loaded_is_brought_again(site: LoadSite, cluster: Cluster) -> None:
    cluster.add(3, numbered(1), numbered(2))
    assert StreamSource(KafkaTopic(cluster.servers, TOPIC, GROUP)).bring(site.layout, 1) == 1
    assert list(site.lies("uploaded")) == ["reviews/lamps/kafka-3-0.json.gz"]
    (sheet,) = load(site, cluster)
    assert (sheet.listed, sheet.loaded, cluster.committed()) == (2, 2, {3: 2})


def test_no_server_is_one_sentence(site: LoadSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amzn_review.streams.kafka_topic._ANSWER_WITHIN_S", 0.5)
    servers = f"127.0.0.1:{free_port()}"
    with pytest.raises(StreamError) as caught:
        list(KafkaTopic(servers, TOPIC, GROUP).entries(1))
    assert str(caught.value).startswith(f"Topic arrivals of {servers} cannot be read: ")
    assert str(caught.value).endswith(
        "Set KAFKA_SERVERS and STREAM_NAME, or put that right, and run again: nothing is loaded twice."
    )


def test_the_client_is_not_imported_unless_it_is_used() -> None:
    program = (
        "import sys; from amzn_review.streams.open_source import open_log; "
        "open_log(kind='redis', key='k', group='g', claim_seconds=1, kafka_servers='', url='redis://h', "
        "reader='r'); "
        "print('confluent_kafka' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
