"""A source that limits, cuts off, lies, dies or refuses: tried again, or a sentence; nothing is lost."""

from __future__ import annotations

import gc
import logging
from email.utils import formatdate

import pytest

from amzn_review.collecting.source_error import (
    RequestRefusedError,
    SourceDownError,
    SourceError,
    SourceLimitError,
)
from amzn_review.collecting.wait_header import asked_wait
from tests.amzn_review.collecting.conftest import BACK, NOW, Collecting
from tests.amzn_review.collecting.post_server import TOKEN, post

NOW_S = NOW.timestamp()


def http_date(seconds: float) -> str:
    """A moment as headers write it, seconds from now."""
    return formatdate(NOW_S + seconds, usegmt=True)


@pytest.mark.parametrize("fault", ["cut off", "says more", "says less", "dies", "html", 500, 503, 408])
def test_a_fault_that_passes(collecting: Collecting, fault: object) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(number) for number in range(1, 16)]
    collecting.server.faults.extend([fault, fault, None, fault])
    assert collecting.run().posts == 15
    assert sorted(map(int, collecting.ids())) == list(range(1, 16))
    assert collecting.waits == [1.0, 2.0, 1.0]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("cut off", r"broke off \(RemoteProtocolError\), 6 times"),
        ("dies", r"broke off \(RemoteProtocolError\), 6 times"),
        ("html", r"sent 37 bytes of 'text/html' that are no whole JSON, 6 times"),
        ("says less", r"that are no whole JSON, 6 times"),
        (503, r"answered 503, 6 times"),
    ],
)
def test_a_fault_that_stays(collecting: Collecting, fault: object, why: str) -> None:
    """The next run goes on behind the page that was committed."""
    collecting.declare(BACK)
    collecting.server.posts = [post(number) for number in range(1, 26)]
    collecting.server.faults.extend([None, *[fault] * 6])
    with pytest.raises(SourceDownError, match=f"{why}. What was collected stays"):
        collecting.run()
    assert collecting.waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert len(collecting.ids()) == 10
    collecting.server.asked.clear()
    assert collecting.run().posts == 15
    assert collecting.server.asked[0].query["next_token"] == "before-16"
    assert sorted(map(int, collecting.ids())) == list(range(1, 26))


def test_nobody_listens(collecting: Collecting) -> None:
    collecting.declare(BACK.replace("{url}", "http://127.0.0.1:9"))
    with pytest.raises(
        SourceDownError, match=r"Source lamps \(http://127.0.0.1:9/back\) broke off \(ConnectError\)"
    ):
        collecting.run()


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "37"}, 37.0),
        ({"Date": http_date(-3600), "Retry-After": http_date(-3500)}, 100.0),
        ({"x-rate-limit-limit": "450", "x-rate-limit-reset": f"{NOW_S + 60:.0f}"}, 61.0),
        ({"ratelimit-reset": f"{NOW_S + 5:.0f}", "ratelimit-remaining": "0"}, 6.0),
        ({"X-RateLimit-Reset": "2026-11-30T12:05:00.000000Z"}, 301.0),
        ({"Retry-After": "soon", "X-RateLimit-Reset": "later"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_how_long_a_source_asks_to_wait(headers: dict[str, str], wait: float | None) -> None:
    assert asked_wait({name.lower(): value for name, value in headers.items()}, NOW_S) == wait


def test_a_limit_is_waited_for(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(1)]
    collecting.server.faults.extend([(429, {"Retry-After": "37"}), (429, {"Retry-After": "0"}), 429])
    assert collecting.run().posts == 1
    assert collecting.waits == [37.0, 0.0, 4.0]


def test_a_limit_that_takes_too_long(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(number) for number in range(1, 16)]
    collecting.server.faults.extend([None, (429, {"Retry-After": "600"}), (429, {"Retry-After": "301"})])
    sentence = (
        r"Source lamps allows no more requests for now \(429\) and asks to wait 301 seconds; a run waits "
        r"900 in all\. What was collected stays; the next run goes on from there\."
    )
    with pytest.raises(SourceLimitError, match=sentence):
        collecting.run()
    assert (collecting.waits, len(collecting.ids())) == ([600.0], 10)
    assert collecting.run().posts == 5


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "answered 401: it does not admit the token of COLLECT_TOKEN_TESTS"),
        (403, "answered 403: it does not admit the token of COLLECT_TOKEN_TESTS"),
        (404, r"answered 404. Compare address, query and values of lamps.toml"),
        (400, r"answered 400. Compare address, query and values of lamps.toml"),
        (302, "answered 302: it has moved. Correct `address`"),
    ],
)
def test_a_request_that_is_refused(collecting: Collecting, status: int, sentence: str) -> None:
    collecting.declare(BACK)
    collecting.server.faults.append((status, {"Location": "http://127.0.0.1:9/"}))
    with pytest.raises(RequestRefusedError, match=sentence):
        collecting.run()
    assert (len(collecting.server.asked), collecting.waits) == (1, [])


@pytest.mark.parametrize("content", [["a"], "text", {"data": 3}])
def test_json_that_is_no_page(collecting: Collecting, content: object) -> None:
    collecting.declare(BACK)
    collecting.server.answers["/back"] = [content]
    with pytest.raises(SourceDownError, match=r"without a list of records at 'data'"):
        collecting.run()


def test_the_token_is_shown_nowhere(collecting: Collecting, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    collecting.declare(BACK)
    collecting.server.faults.extend([500, 403])
    with pytest.raises(SourceError) as refused:
        collecting.run()
    collector = collecting.collector()
    assert collecting.server.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert all(TOKEN not in asked.path + str(asked.query) for asked in collecting.server.asked)
    assert TOKEN not in f"{refused.value!r}{collector!r}{collector.client!r}"
    records = [record.getMessage() for record in caplog.records]
    assert records
    assert not [told for told in records if TOKEN in told]
    gc.collect()
    assert not [
        path for path in collecting.root.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ñ"])
def test_what_no_header_can_hold(collecting: Collecting, token: str) -> None:
    collecting.declare(BACK)
    collector = collecting.collector()
    collector.client.token = token
    with pytest.raises(SourceError, match="COLLECT_TOKEN_TESTS holds no token") as refused:
        collector.run()
    assert token not in str(refused.value)
