"""Waits until an object has arrived in the bucket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseTrigger, TriggerEvent

from workflow.plugins.hooks.aws_hook import AwsHook

if TYPE_CHECKING:
    from storage.bucket import Bucket

# A bucket may be out of reach for a while; that is not for the first look to decide.
FAILURES_IN_A_ROW = 5


class ArrivalTrigger(BaseTrigger):
    """Looks for an object that a batch would take, every `every_s` seconds until `until` (since 1970).

    Its event is {"waits": whether there is one}, or {"error": why the bucket cannot be read, a sentence}.
    """

    def __init__(self, connection_id: str, every_s: float, until: float) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Airflow's
        self.connection_id = connection_id
        self.every_s = every_s
        self.until = until

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The trigger's address and arguments, no secret among them: Airflow stores them as they are."""
        arguments = {"connection_id": self.connection_id, "every_s": self.every_s, "until": self.until}
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look, in a thread because boto3 waits for its answers, until there is something to say."""
        from storage.s3_error import S3Error

        bucket = await AwsHook(self.connection_id).abucket()
        failures = 0
        while True:
            try:
                waits = await asyncio.to_thread(something_waits, bucket)
            except S3Error as error:
                failures += 1
                if failures == FAILURES_IN_A_ROW:
                    yield TriggerEvent({"error": str(error)})  # type: ignore[no-untyped-call]
                    return
            else:
                failures = 0
                if waits or time.time() >= self.until:
                    yield TriggerEvent({"waits": waits})  # type: ignore[no-untyped-call]
                    return
            await asyncio.sleep(self.every_s)


def something_waits(bucket: Bucket) -> bool:
    """Whether a batch is open, or an object is there that the next one would take. Raises S3Error."""
    from amzn_review.s3.bucket_arrivals import BucketArrivals
    from amzn_review.s3.frozen_batch import open_batches

    return bool(open_batches(bucket)) or any(True for _ in BucketArrivals(bucket))
