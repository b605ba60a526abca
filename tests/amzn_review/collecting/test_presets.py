"""Each preset against a server that answers in the shape that the provider documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.amzn_review.collecting.conftest import Collecting
from tests.amzn_review.collecting.post_server import TOKEN
from tests.amzn_review.collecting.test_collector import digits

ANSWERS = Path(__file__).with_name("answers")
VALUES = {
    "mastodon-tag": 'values = {{ server = "a.example", tag = "lamps" }}',
    "mastodon-search": 'values = {{ server = "a.example", words = "lamps" }}',
    "bluesky-search": 'values = {{ words = "lamps" }}\nlanguage = "en"',
    "x-recent-search": 'values = {{ any_of = ["Acme", "from:acme"] }}\nlanguage = "en"',
}
PATHS = {
    "mastodon-tag": "/api/v1/timelines/tag/lamps",
    "mastodon-search": "/api/v2/search",
    "bluesky-search": "/xrpc/app.bsky.feed.searchPosts",
    "x-recent-search": "/2/tweets/search/recent",
}


def answer(name: str) -> Any:
    return json.loads((ANSWERS / f"{name}.json").read_text())


def declared(collecting: Collecting, preset: str, *pages: Any) -> None:
    """A source of the preset, but for the server's address and the token's variable."""
    address = "{url}" + PATHS[preset]
    collecting.declare(
        f'preset = "{preset}"\ntask = "tags"\naddress = "{address}"\n'
        f'token_variable = "COLLECT_TOKEN_TESTS"\n{VALUES[preset]}\n'
    )
    collecting.server.answers[PATHS[preset]] = list(pages)


def columns(collecting: Collecting) -> list[tuple[Any, ...]]:
    names = ("external_id", "text", "author", "created_at", "language")
    return [tuple(line.get(name) for name in names) for line in collecting.waiting()]


MASTODON = [
    (
        "103206185588894565", "My #lamps & I\nsay hello\n\nGood night", digits("ann"),
        "2019-11-26T20:50:15.866000", "en",
    ),
    ("103203659567597966", "Schöne #lamps", digits("bob@b.example"), "2019-11-26T10:07:49", "de"),
]  # fmt: skip


def test_mastodon_tag(collecting: Collecting) -> None:
    page = answer("mastodon_tag")
    declared(collecting, "mastodon-tag", page, [])
    collecting.run()
    assert columns(collecting) == MASTODON
    assert [asked.query for asked in collecting.server.asked] == [
        {"limit": "40"},
        {"limit": "40", "min_id": "103206185588894565"},
    ]
    first, second = (line["source"] for line in collecting.waiting())
    account = json.dumps(page[0]["account"], separators=(",", ":"))
    hidden = {name: digits(page[0][name]) for name in ("uri", "url")}
    assert first == page[0] | hidden | {"account": digits(account), "mentions": digits("[]")}
    assert "bob" not in json.dumps(second)


def test_mastodon_search(collecting: Collecting) -> None:
    declared(collecting, "mastodon-search", answer("mastodon_search"), {"statuses": []}, {"statuses": []})
    collecting.run()
    assert columns(collecting) == MASTODON
    assert collecting.run().posts == 0
    asked = {"q": "lamps", "type": "statuses", "limit": "40"}
    assert [it.query for it in collecting.server.asked] == [
        asked,
        asked | {"max_id": "103203659567597966"},
        asked | {"min_id": "103206185588894565"},
    ]


def test_bluesky_search(collecting: Collecting) -> None:
    declared(collecting, "bluesky-search", answer("bluesky_search"), {"posts": []})
    collecting.run()
    ann, bob = "did:plc:" + 24 * "a", "did:plc:" + 24 * "b"
    place = "app.bsky.feed.post"
    assert columns(collecting) == [
        (
            f"at://{ann}/{place}/3lxaaaaaaaa2a", "My #lamps say hello", digits(ann),
            "2026-11-29T11:58:01.123000", "en",
        ),
        (
            f"at://{bob}/{place}/3lxbbbbbbbb2b", "Lamps without a language", digits(bob),
            "2026-11-29T11:00:00", "en",
        ),
    ]  # fmt: skip
    asked = {"q": "lamps", "lang": "en", "sort": "latest", "limit": "100"}
    assert [it.query for it in collecting.server.asked] == [asked, asked | {"cursor": "2"}]
    # Ten minutes before the newest post, as some turn up late; they are not written again.
    collecting.server.answers[PATHS["bluesky-search"]] = [answer("bluesky_search"), {"posts": []}]
    collected = collecting.run()
    assert (collected.posts, collected.repeated) == (0, 2)
    assert collecting.server.asked[2].query == asked | {"since": "2026-11-29T11:48:02.456000Z"}


def test_x_recent_search(collecting: Collecting) -> None:
    declared(collecting, "x-recent-search", answer("x_recent_search"), answer("x_no_posts"))
    collecting.run()
    assert columns(collecting) == [
        ("1995000000000000002", "Acme lamps glow #lamps", digits("2244994945"), "2026-11-29T12:00:02", "en"),
        ("1995000000000000001", "From @acme: #lamps", digits("17874544"), "2026-11-29T12:00:01", "en"),
    ]
    asked = {
        "query": "(Acme OR from:acme) lang:en has:hashtags -is:retweet",
        "max_results": "100",
        "tweet.fields": "author_id,created_at,entities,lang",
    }
    token = {"next_token": "b26v89c19zqg8o3fobd8v73egzbdt3qao235oql"}
    assert [it.query for it in collecting.server.asked] == [asked, asked | token]
    assert collecting.server.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    collecting.run()
    assert collecting.server.asked[2].query == asked | {"since_id": "1995000000000000002"}


@pytest.mark.parametrize("preset", PATHS)
def test_every_address_is_the_presets_own(collecting: Collecting, preset: str) -> None:
    collecting.declare(f'preset = "{preset}"\ntask = "tags"\n{VALUES[preset]}\n')
    server = {"bluesky-search": "bsky.social", "x-recent-search": "api.x.com"}.get(preset, "a.example")
    source = collecting.source()
    assert source.url() == f"https://{server}{PATHS[preset]}"
    assert source.terms
    assert source.token_variable
