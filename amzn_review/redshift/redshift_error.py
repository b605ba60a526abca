"""What Redshift refuses."""

from __future__ import annotations

from errors import SentenceError


class RedshiftError(SentenceError):
    """Redshift could not do what was asked; `is_passing`: it may if it is asked again."""

    def __init__(self, sentence: str, *, is_passing: bool = False) -> None:
        super().__init__(sentence)
        self.is_passing = is_passing
