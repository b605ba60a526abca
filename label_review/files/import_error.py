"""A file that cannot be imported."""

from errors import SentenceError


class ImportFileError(SentenceError, ValueError):
    """Which record, what was found, what was expected."""
