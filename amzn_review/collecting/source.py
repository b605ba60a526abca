"""A declared source: where posts come from, how its pages follow each other, which field is what."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

import msgspec

from amzn_review.collecting.source_error import SourceFileError

Count = Annotated[int, msgspec.Meta(ge=1)]
Value = str | int | bool | list[str]
VARIABLES_BEGIN = "COLLECT_TOKEN_"


class Paging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How pages follow each other.

    `mark` is the field by which posts are ordered, `since` the parameter that takes the mark to go on from.
    Pages that begin with the oldest post are asked for by `since` alone. Those that begin with the newest go
    back by a `token`: what stands at `token_at` in the page, without it the smallest mark of the page.
    `pages` is how many one run asks for. Posts older than `window_days` are not to be had. A mark that is a
    time is moved back by `overlap_seconds`, for posts that turn up late.
    """

    order: Literal["oldest_first", "newest_first"]
    mark: str
    since: str
    mark_kind: Literal["number", "time"] = "number"
    token: str | None = None
    token_at: str | None = None
    pages: Count = 100
    window_days: Annotated[float, msgspec.Meta(gt=0)] | None = None
    overlap_seconds: Annotated[int, msgspec.Meta(ge=0)] = 0


class Records(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a page holds its records: `at` a path, the whole page if that is empty.

    A record that has one of `skip` is not the author's own post. One that has `deleted` is a tombstone.
    `deleted_at` is where the page lists more tombstones: ids, or objects whose id is at `deleted_id`.
    """

    at: str = ""
    skip: tuple[str, ...] = ()
    deleted: str | None = None
    deleted_at: str | None = None
    deleted_id: str = "id"


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Paths of a record, such as account.acct or langs.0, that become columns of the document.

    `author_fields` are names at the top of the record: hashed like the author, since they tell the name.
    """

    text: str
    external_id: str
    author: str | None = None
    author_fields: tuple[str, ...] = ()
    created_at: str | None = None
    language: str | None = None
    is_html: bool = False


class Lookup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to ask whether posts are still there.

    With `ids`, a parameter that takes up to `most_ids` of them (each by itself, or joined by `join`), a post
    is gone that the page does not hold `at`. Else `address` has {id}, and 404 or 410 says that it is gone.
    """

    address: str
    ids: str | None = None
    join: str | None = None
    most_ids: Count = 1
    at: str = ""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a TOML file declares; `name` is the file's, `folder` where it lies.

    `values` fill {places} of address and query.
    `longest_value` is the most characters that the API takes in one value of the query. `most_wait_seconds`
    is what all pauses of a run may take together.
    """

    name: str
    folder: str
    task: str
    address: str
    paging: Paging
    fields: Fields
    title: str = ""
    terms: str = ""
    language: str | None = None
    entity: str | None = None
    accounts: str | None = None
    token_variable: str | None = None
    is_token_needed: bool = False
    values: dict[str, Value] = msgspec.field(default_factory=dict)
    query: dict[str, Value] = msgspec.field(default_factory=dict)
    records: Records = Records()
    lookup: Lookup | None = None
    longest_value: Count | None = None
    most_wait_seconds: Count = 900

    @property
    def original(self) -> str:
        """What stands as the origin of its documents, in the place of a file's name: the server.

        All sources of a server share its numbers of posts, so what one says is deleted holds for the others.
        """
        parts = urlsplit(self.url())
        return f"{parts.scheme}://{parts.netloc}"

    def url(self) -> str:
        """The address, its places filled. Raises SourceFileError."""
        return self.filled(self.address, is_quoted=True)

    def parameters(self) -> dict[str, str | list[str]]:
        """The query, its places filled. Raises SourceFileError: a place without a value, too long a value."""
        filled: dict[str, str | list[str]] = {}
        for name, value in self.query.items():
            if isinstance(value, list):
                filled[name] = [self.filled(item) for item in value]
            elif isinstance(value, bool):
                filled[name] = str(value).lower()
            else:
                filled[name] = self._limited(name, self.filled(str(value)))
        return filled

    def filled(self, template: str, *, is_quoted: bool = False, **more: str) -> str:
        """The template with each {place} replaced, `is_quoted` as part of a path. Raises SourceFileError."""
        known = {**self._places(), **more}
        parts = []
        for text, place in _pieces(self, template):
            parts.append(text)
            if place is None:
                continue
            if place not in known:
                raise SourceFileError(
                    f"Source {self.name}: {{{place}}} of {template!r} has no value; add `{place}` to "
                    f"[values] of {self.name}.toml."
                )
            parts.append(quote(known[place], safe="") if is_quoted else known[place])
        return "".join(parts)

    def _places(self) -> Mapping[str, str]:
        language = {"language": self.language} if self.language else {}
        return {**language, **{name: _alternatives(value) for name, value in self.values.items()}}

    def _limited(self, name: str, value: str) -> str:
        if self.longest_value and len(value) > self.longest_value:
            raise SourceFileError(
                f"Source {self.name}: `{name}` has {len(value):,} characters; the API takes "
                f"{self.longest_value:,}. Spread its words over several sources."
            )
        return value


def _pieces(source: Source, template: str) -> Iterator[tuple[str, str | None]]:
    try:
        yield from ((text, place) for text, place, _, _ in string.Formatter().parse(template))
    except ValueError as error:
        raise SourceFileError(
            f"Source {source.name}: {template!r} cannot be filled ({error}); close its braces."
        ) from error


def _alternatives(value: Value) -> str:
    """A list as alternatives of a search, `"two words" OR from:name`; anything else as it is."""
    if not isinstance(value, list):
        return str(value)
    return " OR ".join(f'"{word}"' if " " in word else word for word in value)
