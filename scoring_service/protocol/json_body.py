"""The body of a request as a JSON object."""

from __future__ import annotations

import zlib
from typing import Any

import orjson

from scoring_service.protocol.api_error import ApiError

# zlib's number for a gzip header: https://docs.python.org/3/library/zlib.html#zlib.decompressobj
GZIP = 16 + zlib.MAX_WBITS
UTF8 = ("utf-8", "utf8", "us-ascii")


def read_body(body: bytes, content_type: str, encoding: str, most_bytes: int) -> dict[str, Any]:
    """Return the object that the body holds; `encoding` is Content-Encoding, empty for none.

    Raises ApiError: it is no JSON object in UTF-8, or unpacked longer than `most_bytes`. A client's word for
    the type of the content does not matter, as for the original, its charset does.
    """
    charset = _charset(content_type)
    if charset not in UTF8:
        raise ApiError(f"The body's charset is {charset!r}; expected UTF-8: send it in UTF-8.")
    try:
        content = orjson.loads(_unpacked(body, encoding.strip().lower(), most_bytes))
    except orjson.JSONDecodeError as error:
        # The error's text names a place, never the body.
        raise ApiError(f"The body is no valid JSON in UTF-8 ({error.msg}): send a JSON object.") from None
    if not isinstance(content, dict):
        raise ApiError(f"The body is a JSON {_kind(content)}; expected an object: send {{…}}.")
    return content


def _charset(content_type: str) -> str:
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return "utf-8"


def _unpacked(body: bytes, encoding: str, most_bytes: int) -> bytes:
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise ApiError(f"Content-Encoding is {encoding[:40]!r}; expected gzip or none.")
    unpacker = zlib.decompressobj(GZIP)
    try:
        content = unpacker.decompress(body, most_bytes + 1)
    except zlib.error:
        raise ApiError("Content-Encoding is gzip, and the body is not: pack it, or leave that out.") from None
    if len(content) > most_bytes:
        raise ApiError(f"The body is longer than {most_bytes:,} bytes, unpacked: shorten it.", code=413)
    if not unpacker.eof:
        raise ApiError("The body's gzip ends before its end: send all of it.")
    return content


def _kind(content: object) -> str:
    if content is None:
        return "null"
    return {str: "string", list: "list", bool: "boolean"}.get(type(content), "number")
