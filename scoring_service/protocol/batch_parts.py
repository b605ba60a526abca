"""`POST /batch`: several calls in one multipart/mixed body, and their answers in another.

https://developers.google.com/workspace/drive/api/guides/performance#batch-requests
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.message import Message
from http import HTTPStatus
from itertools import pairwise
from typing import NamedTuple

from scoring_service.protocol.api_error import ApiError

MOST_PARTS = 100
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")  # RFC 2046, 5.1.1
_CONTENT_ID = re.compile(r"[!-~ ]{1,200}")


class BatchCall(NamedTuple):
    """A call of a batch; `target` is path and query, names of `headers` are in lower case."""

    content_id: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class BatchAnswer(NamedTuple):
    """The answer to a call."""

    content_id: str
    code: int
    headers: Mapping[str, str]
    body: bytes


def read_batch(content_type: str, body: bytes) -> list[BatchCall]:
    """Return the calls of a batch, in order. Raises ApiError: it is none, is empty or has over 100 parts."""
    parts = _parts(_boundary(content_type), body)
    if len(parts) > MOST_PARTS:
        raise ApiError(f"The batch has {len(parts)} parts; expected at most {MOST_PARTS}: send several.")
    return [_call(part) for part in parts]


def write_batch(answers: Sequence[BatchAnswer], boundary: str) -> bytes:
    """Return the multipart/mixed body of the answers, in order."""
    parts = [f"--{boundary}\r\n".encode() + _written(answer) for answer in answers]
    return b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()])


def _boundary(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type.replace("\r", "").replace("\n", "")
    boundary = message.get_param("boundary")
    if (
        message.get_content_type() != "multipart/mixed"
        or not isinstance(boundary, str)
        or not _BOUNDARY.fullmatch(boundary)
    ):
        raise ApiError("The batch's Content-Type is not multipart/mixed with a boundary: send that.")
    return boundary


def _parts(boundary: str, body: bytes) -> list[bytes]:
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    found = list(line.finditer(body))
    if len(found) < 2 or not found[-1][1]:
        raise ApiError("The batch has no part, or does not end in its boundary: send all of it.")
    return [body[one.end() : other.start()] for one, other in pairwise(found) if other.start() > one.end()]


def _call(part: bytes) -> BatchCall:
    outer, call = _head_and_rest(part)
    own = dict(_headers(outer))
    if not own.get("content-type", "").lower().startswith("application/http"):
        raise ApiError("A part of the batch is not of Content-Type application/http: send it as that.")
    head, body = _head_and_rest(call.lstrip(b"\r\n"))
    first, *rest = head.splitlines() or [b""]
    line = first.decode("latin-1").split()
    if len(line) not in (2, 3):
        raise ApiError("A part of the batch begins with no request line such as POST /v1alpha1/… HTTP/1.1.")
    content_id = own.get("content-id", "")
    return BatchCall(
        content_id if _CONTENT_ID.fullmatch(content_id) else "",
        line[0].upper(),
        line[1],
        _headers(b"\n".join(rest)),
        body,
    )


def _head_and_rest(content: bytes) -> tuple[bytes, bytes]:
    head, *rest = re.split(rb"\r?\n\r?\n", content, maxsplit=1)
    return head, rest[0] if rest else b""


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    lines = (line.decode("latin-1").partition(":") for line in head.splitlines() if b":" in line)
    return tuple((name.strip().lower(), value.strip()) for name, _, value in lines)


def _written(answer: BatchAnswer) -> bytes:
    head = ["Content-Type: application/http"]
    if answer.content_id:
        named = answer.content_id.removeprefix("<").removesuffix(">")
        head.append(f"Content-ID: <response-{named}>")
    head += ["", f"HTTP/1.1 {answer.code} {HTTPStatus(answer.code).phrase}"]
    head += [f"{name}: {value}" for name, value in answer.headers.items()]
    head += [f"Content-Length: {len(answer.body)}", "", ""]
    return "\r\n".join(head).encode("latin-1") + answer.body
