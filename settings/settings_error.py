"""The one error of this package."""

from errors import SentenceError


class SettingsError(SentenceError):
    """A setting that cannot be used: the sentence names it, what was found and what was expected."""
