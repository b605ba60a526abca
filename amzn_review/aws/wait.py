"""Wait until something at Amazon has reached a state, and tell each state on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import WaiterError
from botocore.waiter import WaiterModel, create_waiter_with_client

from amzn_review.aws.aws_error import AwsError
from amzn_review.aws.aws_error_message import aws_error_of
from amzn_review.aws.waits import STATUS, WAITS

POLL_SECONDS = 15.0
ReportStatus = Callable[[str], None]


def wait(
    client: Any,
    name: str,
    report_status: ReportStatus,
    *,
    action: str,
    request: Mapping[str, str],
    poll_seconds: float = POLL_SECONDS,
    limit_seconds: float = 3600,
) -> None:
    """Block until the wait ``name`` of WAITS is over; ``report_status`` gets each status as Amazon writes it.

    Raises AwsError when Amazon answers with a state from which there is no way on, refuses to answer, or
    ``limit_seconds`` are over: what was begun goes on at Amazon.
    """
    operation = str(WAITS[name]["operation"])
    seen = ["unknown"]

    def look(parsed: Mapping[str, Any], **_: Any) -> None:
        seen[0] = STATUS[operation](parsed) or ("not there" if "Error" in parsed else seen[0])
        report_status(seen[0])

    region = client.meta.region_name
    event = f"after-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    waiter = create_waiter_with_client(name, WaiterModel({"version": 2, "waiters": WAITS}), client)
    client.meta.events.register(event, look)
    try:
        attempts = max(1, round(limit_seconds / poll_seconds))
        waiter.wait(WaiterConfig={"Delay": poll_seconds, "MaxAttempts": attempts}, **request)
    except WaiterError as error:
        told = (error.last_response or {}).get("Error")
        if told:
            raise aws_error_of(
                f"{action} to the end", region, told["Code"], told.get("Message", "")
            ) from None
        if "Max attempts" in str(error):
            raise AwsError(
                f"Gave up waiting to {action} in {region} after {limit_seconds / 60:.0f} minutes: its state "
                f"is {seen[0]!r}, and Amazon goes on with it. Ask `info` later, or run the same command "
                "again."
            ) from None
        raise AwsError(
            f"Could not {action} in {region}: it went into state {seen[0]!r}, from which it does not come "
            "back by itself. See its events in Amazon's console."
        ) from None
    finally:
        client.meta.events.unregister(event, look)
