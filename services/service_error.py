"""The one error of this package."""


class ServiceError(RuntimeError):
    """A service cannot be started, reached or stopped: the sentence says why and what to do next."""
