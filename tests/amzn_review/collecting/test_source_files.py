"""What a source's file may say, and what it may not: each refusal is a sentence."""

from __future__ import annotations

import pytest

from amzn_review.collecting.collect_place import FolderPlace
from amzn_review.collecting.open_collector import open_collector
from amzn_review.collecting.source_error import SourceFileError
from amzn_review.collecting.source_files import read_source, source_names
from amzn_review.collecting.source_status import SourceStatus, source_statuses
from errors import SentenceError
from tests.amzn_review.collecting.conftest import BACK, PRESETS, TASKS, Collecting
from tests.amzn_review.collecting.post_server import post
from tests.amzn_review.documents.conftest import KEY
from text_files.documents.author_hash import AuthorHash

X = """
preset = "x-recent-search"
task = "tags"
language = "en"
values = {{ any_of = ["Acme", "Acme Lamps", "from:acme"] }}
"""


def test_the_presets() -> None:
    assert source_names(PRESETS) == ["bluesky-search", "mastodon-search", "mastodon-tag", "x-recent-search"]


def test_a_preset_and_a_users_few_lines(collecting: Collecting) -> None:
    collecting.declare(X)
    source = collecting.source()
    assert source.url() == "https://api.x.com/2/tweets/search/recent"
    assert source.parameters() == {
        "query": '(Acme OR "Acme Lamps" OR from:acme) lang:en has:hashtags -is:retweet',
        "max_results": "100",
        "tweet.fields": "author_id,created_at,entities,lang",
    }
    assert (source.paging.since, source.paging.window_days, source.entity) == ("since_id", 7, None)


def test_places_of_an_address_are_quoted(collecting: Collecting) -> None:
    collecting.declare(
        'preset = "mastodon-tag"\ntask = "tags"\nvalues = {{ server = "a.example", tag = "ñ/../x" }}'
    )
    assert collecting.source().url() == "https://a.example/api/v1/timelines/tag/%C3%B1%2F..%2Fx"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("task = ", "is no readable TOML file"),
        (BACK + "\n[more]\n", "`more` is not known; expected some of accounts, address, entity"),
        (BACK.replace("window_days", "window"), r"\[paging\] `window` is not known; expected some of mark"),
        (BACK.replace("newest_first", "sideways"), r"Invalid enum value 'sideways' - at `\$.paging.order`"),
        (BACK.replace('task = "tags"', ""), "missing required field `task`"),
        (BACK.replace('"tags"', '"nothing"'), "Texts of task 'nothing' cannot be read"),
        (BACK.replace('"tags"', '"rating"'), "its texts are reviews"),
        (BACK.replace('token = "next_token"', ""), r"\[paging\] has no `token`"),
        (BACK.replace("COLLECT_TOKEN_TESTS", "abc123"), "variable that begins with COLLECT_TOKEN_"),
        ('preset = "nothing"', "found preset 'nothing'; expected one of bluesky-search, mastodon-search"),
        (X.replace("any_of", "words"), r"\{any_of\} of .* has no value; add `any_of` to \[values\]"),
        (X.replace('"Acme"', '"' + "a" * 500 + '"'), r"`query` has \d+ characters; the API takes 512"),
        (BACK.replace("/back", "/{{x"), "cannot be filled"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used(collecting: Collecting, text: str, sentence: str) -> None:
    collecting.declare(text)
    with pytest.raises(SentenceError, match=sentence):
        collecting.source()


@pytest.mark.parametrize("name", ["Lamps", "..", "a b"])
def test_a_name_that_no_source_has(collecting: Collecting, name: str) -> None:
    with pytest.raises(SourceFileError, match="is not declared"):
        collecting.source(name)
    collecting.declare(BACK, name="UPPER")
    with pytest.raises(SourceFileError, match="a source cannot be called 'UPPER'"):
        read_source([PRESETS, collecting.root / "sources"], "UPPER", [TASKS])


def test_a_token_that_is_not_set(collecting: Collecting) -> None:
    collecting.declare(BACK)
    with pytest.raises(SourceFileError, match="needs a token: set environment variable COLLECT_TOKEN_TESTS"):
        open_collector(collecting.source(), {}, AuthorHash(KEY), FolderPlace(collecting.layout))


def test_the_list_of_sources(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.declare("nothing = 1", name="broken")
    collecting.declare(BACK, name="untouched")
    collecting.server.posts = [post(4)]
    collecting.run()
    folders, tokens = [PRESETS, collecting.root / "sources"], {"COLLECT_TOKEN_TESTS": "t"}
    broken, lamps, untouched = source_statuses(folders, [TASKS], tokens, FolderPlace(collecting.layout))
    assert broken.name == "broken"
    assert "`nothing` is not known" in str(broken.fault)
    assert lamps == SourceStatus("lamps", "tags", "", "", 1, 1, 0, "4", "2026-11-30T12:00:00+00:00")
    assert untouched == SourceStatus("untouched", "tags", "", "")
