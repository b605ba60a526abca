"""Waits for objects to arrive, in the triggerer: nobody's slot is held."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from workflow.plugins.hooks.aws_hook import AWS_CONNECTION, AwsHook
from workflow.plugins.src.final_failures import final_failures
from workflow.plugins.triggers.arrival_trigger import ArrivalTrigger, something_waits

BY_HAND = "manual"


class WaitForObjectsOperator(BaseOperator):
    """Succeeds when an object is there that a batch would take; skipped after `patience` without any.

    It looks every `every_s` seconds. A run that somebody starts by hand takes what is there and does not
    wait, unless `waits_by_hand`.
    """

    def __init__(
        self, *, patience: timedelta, every_s: float = 60, waits_by_hand: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.patience = patience
        self.every_s = every_s
        self.waits_by_hand = waits_by_hand

    def execute(self, context: Context) -> None:
        """Raises AirflowSkipException when nothing waits, AirflowFailException, S3Error."""
        with final_failures():
            waits = something_waits(AwsHook().bucket())
        if waits:
            return
        if context["dag_run"].run_type == BY_HAND and not self.waits_by_hand:
            raise AirflowSkipException("Nothing waits in the bucket: no new objects, nothing to do.")
        until = time.time() + self.patience.total_seconds()
        self.defer(trigger=ArrivalTrigger(AWS_CONNECTION, self.every_s, until), method_name="go_on")

    def go_on(self, context: Context, event: dict[str, Any]) -> None:
        """What the trigger has seen. Raises as `execute`."""
        if error := event.get("error"):
            raise AirflowFailException(error)
        if not event["waits"]:
            raise AirflowSkipException(f"Nothing arrived within {self.patience}: nothing to do.")
