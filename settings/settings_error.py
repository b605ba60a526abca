"""The one error of this package."""


class SettingsError(ValueError):
    """A setting that cannot be used: the sentence names it, what was found and what was expected."""
