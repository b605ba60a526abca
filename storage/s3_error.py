"""What a bucket refuses."""

from __future__ import annotations

from errors import SentenceError


class S3Error(SentenceError):
    """The bucket could not do what was asked; ``str()`` is one sentence with the next step.

    ``code`` is what S3 calls the failure (``AccessDenied``), or "" if no answer came.
    """

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class ObjectGoneError(S3Error):
    """There is no object of this key."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Object {key!r} is not in the bucket: it was deleted, or never arrived.", "NoSuchKey"
        )
        self.key = key

    def __reduce__(self) -> tuple[type[ObjectGoneError], tuple[str]]:
        return type(self), (self.key,)


class ObjectChangedError(S3Error):
    """The object of this key is not the one that was listed."""

    def __init__(self, key: str, expected: str, found: str | None) -> None:
        now = f"its ETag is {found} now" if found else "its ETag differs now"
        super().__init__(
            f"Object {key!r} was replaced after it was listed: {now}, {expected} was listed.",
            "PreconditionFailed",
        )
        self.key = key
        self.expected = expected
        self.found = found

    def __reduce__(self) -> tuple[type[ObjectChangedError], tuple[str, str, str | None]]:
        return type(self), (self.key, self.expected, self.found)
