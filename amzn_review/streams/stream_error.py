"""What a stream refuses."""

from __future__ import annotations

from errors import SentenceError


class StreamError(SentenceError):
    """The stream could not do what was asked; ``str()`` is one sentence with the next step."""
