"""Freezes the batch, and lets the run end here when nothing waits."""

from __future__ import annotations

from typing import Any

from workflow.plugins.hooks.aws_hook import AwsHook
from workflow.plugins.src.final_failures import final_failures


def freeze_batch(limits: dict[str, Any]) -> str | None:
    """The id of the batch that the run is about: one that an earlier run left open, else a new one.

    None, so that the rest is skipped, when nothing waits. Raises AirflowFailException, S3Error.
    """
    from datetime import UTC, datetime

    from amzn_review.load_limits import LoadLimits
    from amzn_review.s3.frozen_batch import freeze

    with final_failures():
        return freeze(AwsHook().bucket(), datetime.now(UTC), LoadLimits(**limits))
