"""What ends a collection early, each as one sentence."""

from __future__ import annotations

from errors import SentenceError


class SourceError(SentenceError):
    """A source cannot be collected from; what was committed before stays. ``str()`` is one sentence."""


class SourceFileError(SourceError):
    """A file that declares a source cannot be used: correct it."""


class SourceDownError(SourceError):
    """The source does not answer, or not as it should, after every attempt: the next run goes on."""


class SourceLimitError(SourceError):
    """The source asks for a longer wait than a run may take: the next run goes on."""


class RequestRefusedError(SourceError):
    """The source refuses the request itself (4xx). `status` is what it answered."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status
