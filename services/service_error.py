"""The one error of this package."""

from errors import SentenceError


class ServiceError(SentenceError):
    """A service cannot be started, reached or stopped: the sentence says why and what to do next."""
