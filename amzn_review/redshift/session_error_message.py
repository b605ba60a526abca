"""What psycopg2 raises, as a sentence with the next step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from amzn_review.redshift.copy_error_message import copy_advice
from amzn_review.redshift.redshift_error import RedshiftError

_SERIALIZATION_FAILURE = "40001"
# Error 1023: https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation-serializable-isolation-troubleshooting.html
_ISOLATION = "serializable isolation violation"
_UNDEFINED_TABLE = "42P01"
_INSUFFICIENT_PRIVILEGE = "42501"
_NO_ANSWER = (
    "A cluster that is paused answers so, and one whose security group does not let this machine in: "
    "`amzn-review redshift cluster info` tells which, `amzn-review redshift cluster resume` wakes it."
)
# What libpq says when it may not connect: no other attempt can mend it.
_OF_CONNECTING = (
    ("password authentication failed", "Check AWS_REDSHIFT_USER and AWS_REDSHIFT_PASSWORD."),
    ("does not exist", "Check AWS_REDSHIFT_DB_NAME and AWS_REDSHIFT_USER."),
)
# The classes of codes that pass: connection, transaction rolled back, resources, intervention, system.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_PASSING_CLASSES = ("08", "40", "53", "57", "58")


@contextmanager
def redshift_errors(place: str) -> Iterator[None]:
    """Turn what psycopg2 raises in the block into a RedshiftError. `place`: host, port, database and user."""
    try:
        yield
    except psycopg2.Error as error:
        raise _redshift_error(error, place) from error


def _redshift_error(error: psycopg2.Error, place: str) -> RedshiftError:
    found = " ".join(str(error).split()) or type(error).__name__
    if error.pgcode == _INSUFFICIENT_PRIVILEGE:
        return RedshiftError(
            f"Redshift refused at {place}: {found}. Ask the owner to grant it, or connect as the owner."
        )
    if error.pgcode == _UNDEFINED_TABLE:
        return RedshiftError(
            f"Redshift refused at {place}: {found}. Run `amzn-review db init`, which makes the tables."
        )
    if error.pgcode == _SERIALIZATION_FAILURE or _ISOLATION in found.lower():
        return RedshiftError(
            f"Another transaction changed the same tables at {place}: {found}. Nothing of this one was kept; "
            "run it again.",
            is_passing=True,
        )
    advice = copy_advice(found)
    if advice:
        return RedshiftError(
            f"Redshift refused at {place}: {found}. {advice.sentence}", is_passing=advice.is_passing
        )
    if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError) and not error.pgcode:
        return _without_an_answer(found, place)
    return RedshiftError(
        f"Redshift refused at {place}: {found}. Nothing of the transaction was kept.",
        is_passing=str(error.pgcode).startswith(_PASSING_CLASSES),
    )


def _without_an_answer(found: str, place: str) -> RedshiftError:
    advice = next((advice for part, advice in _OF_CONNECTING if part in found.lower()), None)
    if advice:
        return RedshiftError(f"Redshift refused at {place}: {found}. {advice}")
    return RedshiftError(f"Redshift does not answer at {place}: {found}. {_NO_ANSWER}", is_passing=True)
