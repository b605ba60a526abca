"""Where the models' queue is: the broker that holds it, and the database that takes its tasks' results."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from services.background_process import BackgroundProcess
from services.postgres.databases import results_address
from services.queue.valkey_server import ValkeyServer
from settings import Settings

BROKER = "AIRFLOW__CELERY__BROKER_URL"
RESULTS = "AIRFLOW__CELERY__RESULT_BACKEND"


def embedded_broker(settings: Settings) -> ValkeyServer:
    """This checkout's own Valkey, started or not."""
    state = settings.state_dir
    process = BackgroundProcess("valkey", state / "run", state / "logs")
    return ValkeyServer(state / "valkey", settings.redis.port, settings.secrets().derived("valkey"), process)


def stop_embedded_broker(settings: Settings) -> bool:
    """Stop this checkout's own Valkey. Returns whether it ran. Needs no password, so no secrets either."""
    state = settings.state_dir
    return BackgroundProcess("valkey", state / "run", state / "logs").stop()


def start_broker(settings: Settings) -> None:
    """Bring the embedded Valkey up; a server that REDIS_HOST names is left to its owner."""
    if settings.redis.is_embedded:
        embedded_broker(settings).start()


def queue_environment(settings: Settings) -> Mapping[str, str]:
    """Airflow's two variables, as the user gave them; else from REDIS_… and from the warehouse's server.

    Given both, and REDIS_HOST, no secret of this checkout is asked for: there may be none on this machine.
    """
    given = settings.environment
    return {
        BROKER: given.get(BROKER) or broker_url(settings),
        RESULTS: given.get(RESULTS) or f"db+{results_address(settings).uri('postgresql+psycopg')}",
    }


def broker_url(settings: Settings) -> str:
    """The broker's address, its password in it, as Celery and redis-py both read it.

    https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#configuration
    """
    to = settings.redis
    password = settings.secrets().derived("valkey") if to.is_embedded else to.password
    key = f":{quote(password, safe='')}@" if password else ""
    return f"redis://{key}{to.host}:{to.port}/{to.database}"
