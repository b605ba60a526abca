"""Why a batch is not loaded, or not cleared away."""

from __future__ import annotations

from errors import SentenceError


class TooManyBadError(SentenceError):
    """More of a batch is bad than LOAD_MAX_BAD_PERCENT allows; nothing of it was loaded."""


class BatchUnderWayError(SentenceError):
    """A batch has been listed and not been finished."""
