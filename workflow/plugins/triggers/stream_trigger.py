"""Tells Airflow that entries wait in the stream of arrivals."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from workflow.plugins.hooks.stream_hook import StreamHook


class StreamTrigger(BaseEventTrigger):
    """Looks every `every_s` seconds whether entries wait, and never ends.

    An event, {"waiting": their number}, is given when some wait where none did; while the stream stays
    filled, again after `again_s`, as an event for each look would queue a run for each. A stream that does
    not answer is a warning in the log: the next look may find it.
    """

    def __init__(self, connection_id: str, every_s: float, again_s: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Airflow's
        self.connection_id = connection_id
        self.every_s = every_s
        self.again_s = again_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The trigger's address and arguments, no secret among them: Airflow stores them as they are."""
        arguments = {
            "connection_id": self.connection_id, "every_s": self.every_s, "again_s": self.again_s,
        }  # fmt: skip
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look, in a thread because the clients wait for their answers."""
        from amzn_review.streams.stream_error import StreamError

        stream = await StreamHook(self.connection_id).alog()
        told_at: float | None = None
        while True:
            try:
                waiting = await asyncio.to_thread(stream.waiting)
            except StreamError as error:
                self.log.warning("%s", error)
            else:
                if not waiting:
                    told_at = None
                elif told_at is None or time.monotonic() - told_at >= self.again_s:
                    told_at = time.monotonic()
                    yield TriggerEvent({"waiting": waiting})  # type: ignore[no-untyped-call]  # Airflow's
            await asyncio.sleep(self.every_s)
