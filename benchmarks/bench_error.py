"""The one error of this package."""


class BenchError(RuntimeError):
    """A benchmark cannot be run, or what it measured does not count: the sentence says why."""
