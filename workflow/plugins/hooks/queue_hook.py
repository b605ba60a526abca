"""Talks to the broker of a Celery queue."""

from __future__ import annotations

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from celery import Celery
from kombu.exceptions import OperationalError

ANSWER_WITHIN_S = 2.0


class QueueHook:
    """The queues at the broker of Airflow's own Celery application, [celery] broker_url."""

    def workers(self, queue: str) -> list[str]:
        """The names of the workers that take from `queue`, sorted.

        Raises ConnectionError, with the broker's address but not its password, when it does not answer.
        """
        # An application of its own: Airflow's would keep a broken connection for whoever sends next.
        with Celery(config_source=DEFAULT_CELERY_CONFIG) as app:
            try:
                answers = self._ask(app)
            except (OperationalError, OSError) as error:
                address = app.connection_for_read().as_uri()
                raise ConnectionError(f"{address} does not answer: {error}") from error
        return sorted(name for name, taken in answers.items() if queue in taken)

    def _ask(self, app: Celery) -> dict[str, set[str]]:
        """Each worker's name and the queues that it takes from."""
        with app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=ANSWER_WITHIN_S)
            answers = app.control.inspect(timeout=ANSWER_WITHIN_S, connection=connection).active_queues()
        return {name: {queue["name"] for queue in queues} for name, queues in (answers or {}).items()}
