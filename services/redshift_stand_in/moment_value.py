"""Dates and moments as COPY reads them, by DATEFORMAT and TIMEFORMAT.

Formats: https://docs.aws.amazon.com/redshift/latest/dg/r_DATEFORMAT_and_TIMEFORMAT_strings.html
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?")


class ValueRefusedError(Exception):
    """A column does not take a value: Redshift's error code and its message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def date_text(text: str, date_format: str) -> str:
    """The date in ISO 8601; 'auto' takes a moment too. Raises ValueRefusedError."""
    try:
        if date_format == "auto":
            return datetime.fromisoformat(text).date().isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueRefusedError(1205, f"Invalid Date Format or Value [{date_format}]") from None


def moment_text(text: str, time_format: str) -> str:
    """The moment in UTC. 'auto' takes ISO 8601 too; epochs are of UTC. Raises ValueRefusedError."""
    wrong = ValueRefusedError(1206, f"Invalid timestamp format or value [{time_format}]")
    try:
        if time_format in ("epochsecs", "epochmillisecs"):
            unit = timedelta(seconds=1) if time_format == "epochsecs" else timedelta(milliseconds=1)
            return str((_EPOCH + int(text) * unit).replace(tzinfo=None))
        if time_format != "auto" and not _PLAIN_TIME.fullmatch(text):
            raise wrong
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise wrong from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return str(moment)
