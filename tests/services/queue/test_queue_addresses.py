"""Where the queue is, as Airflow and Celery are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.queue.queue_addresses import BROKER, RESULTS, queue_environment
from settings import load_settings


def test_the_embedded_servers_are_named_with_their_generated_passwords(tmp_path: Path) -> None:
    settings = load_settings({"REDIS_PORT": "6390", "REDIS_DB": "2", "POSTGRES_PORT": "5440"}, tmp_path)
    secrets = settings.secrets()
    assert queue_environment(settings) == {
        BROKER: f"redis://:{secrets.derived('valkey')}@127.0.0.1:6390/2",
        RESULTS: (
            f"db+postgresql+psycopg://celery:{secrets.derived('celery')}@127.0.0.1:5440/celery"
            "?client_encoding=UTF8&sslmode=disable"
        ),
    }


@pytest.mark.parametrize(
    ("shell", "address"),
    [
        ({}, "redis://cache.example:6380/0"),
        ({"REDIS_PASSWORD": "a/b@c:d"}, "redis://:a%2Fb%40c%3Ad@cache.example:6380/0"),
        ({BROKER: "rediss://u:p@elsewhere:6379/1"}, "rediss://u:p@elsewhere:6379/1"),
    ],
)
def test_a_given_broker_is_named_and_no_secret_is_made(
    tmp_path: Path, shell: dict[str, str], address: str
) -> None:
    given = {"REDIS_HOST": "cache.example", RESULTS: "db+postgresql://results.example/celery", **shell}
    assert queue_environment(load_settings(given, tmp_path)) == {
        BROKER: address,
        RESULTS: "db+postgresql://results.example/celery",
    }
    assert not (tmp_path / ".local").exists()
