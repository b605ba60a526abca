"""Why a file that a person named is not taken: a fault of the whole file, which is never set aside."""

from __future__ import annotations

from text_files.bad_record import BadRecord


class ContentError(BadRecord):
    """A file that is packed, encoded or framed as none that can be read; ``str()`` is one sentence."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__("unreadable", "file", found, expected)

    def __reduce__(self) -> tuple[type[ContentError], tuple[str, str]]:
        return ContentError, (self.found, self.expected)
