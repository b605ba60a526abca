"""A call and its answer, whether it came alone or as a part of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import parse_qs

import orjson

from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.field_mask import apply_mask, read_mask

JSON = "application/json; charset=UTF-8"
MOST_PARAMETERS = 50


@dataclass(frozen=True)
class HttpCall:
    """Names of `headers` are in lower case; `query` is decoded. `client` is the address it came from."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    client: str
    scheme: str

    def header(self, name: str) -> str:
        """Return a header's value, empty when it is absent. Raises ApiError when it is there twice."""
        values = [value for known, value in self.headers if known == name]
        if len(values) > 1:
            raise ApiError(f"Header {name} is there {len(values)} times: send it once.")
        return values[0] if values else ""

    def parameter(self, name: str) -> str:
        """Return a parameter of the query, empty when it is absent. Raises ApiError when it stands twice."""
        values = self.query.get(name, [])
        if len(values) > 1:
            raise ApiError(f"Parameter {name} is there {len(values)} times: send it once.")
        return values[0] if values else ""


@dataclass(frozen=True)
class HttpAnswer:
    """`versions`: which version answered each attribute; they stand in a header too."""

    code: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, content: Any, code: int = 200, headers: Mapping[str, str] | None = None) -> Self:
        """Return an answer with JSON content."""
        return cls(code, orjson.dumps(content) + b"\n", {"Content-Type": JSON, **(headers or {})})

    @classmethod
    def of_error(cls, error: ApiError) -> Self:
        """Return the answer that a refusal is."""
        return cls.of_json(error.body(), error.code, error.headers)

    def with_headers(self, more: Mapping[str, str]) -> HttpAnswer:
        """Return the answer with more headers."""
        return replace(self, headers={**self.headers, **more})


def read_query(query: str) -> dict[str, list[str]]:
    """Return a query by parameter. Raises ApiError when it has over 50."""
    try:
        return parse_qs(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise ApiError(f"The query has more than {MOST_PARAMETERS} parameters: send fewer.") from None


def masked(call: HttpCall, content: dict[str, Any]) -> Any:
    """Return the parts of an answer that `?fields=` names, all without it. Raises ApiError."""
    if call.parameter("alt") not in ("", "json"):
        raise ApiError("alt is not json: only JSON is answered.")
    fields = call.parameter("fields") or call.parameter("$fields")
    return apply_mask(read_mask(fields), content) if fields else content
