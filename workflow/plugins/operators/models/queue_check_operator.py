"""Makes sure that somebody takes the tasks that are about to be sent to a queue."""

from __future__ import annotations

import time
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException

POLL_S = 1.0


class QueueCheckOperator(BaseOperator):
    """Succeeds when a worker takes from `served_queue`; fails, and for good, if none does for `patience_s`.

    Without it, a task that nobody takes would wait for hours without a word.
    """

    def __init__(self, *, served_queue: str, patience_s: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.served_queue = served_queue
        self.patience_s = patience_s

    def execute(self, context: Context) -> list[str]:
        """The workers' names. Raises AirflowFailException with a sentence that says what is missing."""
        from workflow.plugins.hooks.queue_hook import QueueHook

        hook, deadline = QueueHook(), time.monotonic() + self.patience_s
        while True:
            try:
                found = hook.workers(self.served_queue)
            except ConnectionError as error:
                missing = f"No broker: {error}"
            else:
                if found:
                    return found
                missing = f"No worker takes from {self.served_queue}; the broker answers"
            if time.monotonic() > deadline:
                raise AirflowFailException(
                    f"{missing}. Waited {self.patience_s:.0f} s. What was loaded stays, and later "
                    "runs go on loading. Start both, "
                    f"`make start-worker QUEUE={self.served_queue}`, then clear this task; or set "
                    "EXECUTOR=local, which needs neither."
                )
            time.sleep(POLL_S)
