"""A batch as google-api-python-client 2 writes it, split; and what is none."""

from __future__ import annotations

from email.parser import BytesParser

import pytest

from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.batch_parts import BatchAnswer, BatchCall, read_batch, write_batch

TYPE = 'multipart/mixed; boundary="===============0123=="'
BODY = b"""--===============0123==
Content-Type: application/http
MIME-Version: 1.0
Content-Transfer-Encoding: binary
Content-ID: <7b3a + 1>

POST /v1alpha1/comments:analyze?key=k&alt=json HTTP/1.1
Content-Type: application/json
accept: application/json
Host: 127.0.0.1:8600

{"comment": {"text": "a"}}
--===============0123==
Content-Type: application/http
Content-ID: <7b3a + 2>

GET /v1alpha1/attributes


--===============0123==--
"""
CALLS = [
    BatchCall(
        "<7b3a + 1>",
        "POST",
        "/v1alpha1/comments:analyze?key=k&alt=json",
        (("content-type", "application/json"), ("accept", "application/json"), ("host", "127.0.0.1:8600")),
        b'{"comment": {"text": "a"}}',
    ),
    BatchCall("<7b3a + 2>", "GET", "/v1alpha1/attributes", (), b""),
]


@pytest.mark.parametrize("body", [BODY, BODY.replace(b"\n", b"\r\n")], ids=["LF", "CRLF"])
def test_a_batch_is_split(body: bytes) -> None:
    read = read_batch(TYPE, body)
    assert [call._replace(body=call.body.strip()) for call in read] == CALLS


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", BODY),
        ("multipart/form-data; boundary=a", BODY),
        ("multipart/mixed", BODY),
        ("multipart/mixed; boundary=", BODY),
        (TYPE, b""),
        (TYPE, BODY[:-10]),
        (TYPE, BODY.replace(b"application/http", b"text/plain")),
        (
            TYPE,
            BODY.replace(
                b"POST /v1alpha1/comments:analyze?key=k&alt=json HTTP/1.1", b"what is this line then"
            ),
        ),
        ("multipart/mixed; boundary=a", b"--a\nContent-Type: application/http\n\nGET /\n" * 101 + b"--a--"),
    ],
)
def test_what_is_no_batch(content_type: str, body: bytes) -> None:
    with pytest.raises(ApiError, match="batch"):
        read_batch(content_type, body)


def test_answers_are_parts_that_another_parser_reads() -> None:
    answers = [
        BatchAnswer("<7b3a + 1>", 200, {"Content-Type": "application/json"}, b'{"a": 1}\n'),
        BatchAnswer("", 429, {"Retry-After": "3"}, b"{}"),
    ]
    head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    message = BytesParser().parsebytes(head + write_batch(answers, "b"))
    first, second = (part for part in message.walk() if not part.is_multipart())
    assert (first.get_content_type(), first["Content-ID"], second["Content-ID"]) == (
        "application/http", "<response-7b3a + 1>", None,
    )  # fmt: skip
    assert str(first.get_payload()).splitlines() == [
        "HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Length: 9", "", '{"a": 1}',
    ]  # fmt: skip
    assert str(second.get_payload()).splitlines() == [
        "HTTP/1.1 429 Too Many Requests", "Retry-After: 3", "Content-Length: 2", "", "{}",
    ]  # fmt: skip
