"""How long a source asks to wait, as its headers say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# X: https://docs.x.com/x-api/fundamentals/rate-limits, seconds since 1970. Bluesky: the same.
# Mastodon: https://docs.joinmastodon.org/api/rate-limits/, a time in ISO 8601.
_RESETS = ("x-rate-limit-reset", "ratelimit-reset", "x-ratelimit-reset")
_A_YEAR = 365 * 24 * 3600.0
MARGIN = 1.0  # the source's clock shows whole seconds


def asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait by Retry-After (RFC 9110, 10.2.3), else by a reset of a rate limit; None: not told.

    `headers` have lower-case names; `now` is in seconds since 1970. A time counts from the answer's own Date,
    as the two clocks may differ.
    """
    there = _moment(headers.get("date", ""))
    now = now if there is None else there
    if (given := headers.get("retry-after", "").strip()) and (wait := _wait(given, now)) is not None:
        return wait
    resets = (_wait(headers[name].strip(), now) for name in _RESETS if headers.get(name))
    return max((wait + MARGIN for wait in resets if wait is not None), default=None)


def _wait(text: str, now: float) -> float | None:
    """Seconds from now: of a number of seconds, of a number of seconds since 1970, of a time."""
    if text.isascii() and text.replace(".", "", 1).isdigit():
        number = float(text)
        return number if number < _A_YEAR else max(0.0, number - now)
    moment = _moment(text)
    return None if moment is None else max(0.0, moment - now)


def _moment(text: str) -> float | None:
    """Seconds since 1970 of an HTTP date or of ISO 8601."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
        except ValueError:
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None
