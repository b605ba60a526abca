"""The one error of this package."""

from errors import SentenceError


class BenchError(SentenceError):
    """A benchmark cannot be run, or what it measured does not count: the sentence says why."""
