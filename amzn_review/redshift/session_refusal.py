"""What psycopg2 raises, as a sentence with the next step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from amzn_review.redshift.redshift_error import RedshiftError

_SERIALIZATION_FAILURE = "40001"
_UNDEFINED_TABLE = "42P01"
_INSUFFICIENT_PRIVILEGE = "42501"
_NO_ANSWER = (
    "A cluster that is paused answers so, and one whose security group does not let this machine in: "
    "`amzn-review redshift cluster info` tells which, `amzn-review redshift cluster resume` wakes it."
)
# What stands in the message, and what to do: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes.html
_OF_MESSAGES = (
    ("password authentication failed", "Check AWS_REDSHIFT_USER and AWS_REDSHIFT_PASSWORD."),
    ("does not exist", "Check AWS_REDSHIFT_DB_NAME; `amzn-review db init` makes tables that are missing."),
    (
        "get credentials of role",
        "Attach the role to the cluster, and let redshift.amazonaws.com assume it: `amzn-review iam`.",
    ),
    (
        "access denied",
        "The role AWS_IAM_ROLE_ARN may not read the bucket: `amzn-review iam role create` gives it what COPY "
        "needs.",
    ),
    ("expired", "The credentials have expired: renew them, then clear this task."),
    ("nosuchkey", "An object of the manifest is gone: clear the task `pack`, which writes it again."),
    ("meta", "An object differs from the manifest: clear the task `pack`, which writes both again."),
)


@contextmanager
def refusals(place: str) -> Iterator[None]:
    """Turn what psycopg2 raises in the block into a RedshiftError. `place`: host, port, database and user."""
    try:
        yield
    except psycopg2.Error as error:
        raise _refusal(error, place) from error


def _refusal(error: psycopg2.Error, place: str) -> RedshiftError:
    found = " ".join(str(error).split()) or type(error).__name__
    if error.pgcode == _INSUFFICIENT_PRIVILEGE:
        return RedshiftError(
            f"Redshift refused at {place}: {found}. Ask the owner to grant it, or connect as the owner."
        )
    if error.pgcode == _UNDEFINED_TABLE:
        return RedshiftError(
            f"Redshift refused at {place}: {found}. Run `amzn-review db init`, which makes the tables."
        )
    if error.pgcode == _SERIALIZATION_FAILURE:
        return RedshiftError(
            f"Another transaction changed the same tables at {place}: {found}. Nothing of this one was kept; "
            "run it again.",
            is_passing=True,
        )
    advice = next((advice for part, advice in _OF_MESSAGES if part in found.lower()), None)
    if advice:
        return RedshiftError(f"Redshift refused at {place}: {found}. {advice}")
    if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        return RedshiftError(f"Redshift does not answer at {place}: {found}. {_NO_ANSWER}", is_passing=True)
    return RedshiftError(f"Redshift refused at {place}: {found}. Nothing of the transaction was kept.")
