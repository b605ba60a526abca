"""Pages of a source become files that wait, each post in one of them, and the state tells how far."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from amzn_review.collecting.collect_state import Delivery
from amzn_review.collecting.source_error import SourceDownError, SourceError
from storage.folder_lock import only_process
from tests.amzn_review.collecting.conftest import BACK, FORWARD, Collecting
from tests.amzn_review.collecting.post_server import TOKEN, post
from tests.amzn_review.documents.conftest import KEY


def digits(name: str) -> str:
    """An author's hash by its definition, RFC 7693 with a key of SHA-256."""
    key = hashlib.sha256(KEY.encode()).digest()
    return hashlib.blake2b(name.encode(), digest_size=16, key=key).hexdigest()


def test_a_post_is_a_whole_line(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(7, entities={"hashtags": [{"tag": "x"}]})]
    collected = collecting.run()
    assert collected.text() == ("source lamps: 1 posts of 1 pages (0 repeated, 0 skipped, 0 bad, 0 deleted)")
    assert collecting.waiting() == [
        {
            "original": collecting.server.url,
            "row": 1,
            "text": "Text of post 7, ñ 🙂",
            "external_id": "7",
            "author": digits("a0"),
            "created_at": "2026-11-01T00:00:07",
            "language": "en",
            "source": {
                "id": "7",
                "text": "Text of post 7, ñ 🙂",
                "author_id": digits("a0"),
                "created_at": "2026-11-01T00:00:07Z",
                "lang": "en",
                "entities": {"hashtags": [{"tag": "x"}]},
            },
        }
    ]
    assert [(it.path, it.query, it.headers["authorization"]) for it in collecting.server.asked] == [
        ("/back", {"max_results": "10"}, f"Bearer {TOKEN}")
    ]


def test_pages_lead_back_to_the_last_run(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(number) for number in range(1, 26)]
    collecting.run()
    assert collecting.ids() == [str(number) for number in range(25, 0, -1)]
    state = collecting.state()
    assert (state.mark, state.sweep, state.pages, state.posts) == ("25", None, 3, 25)
    collecting.server.posts += [post(number) for number in range(26, 41)]
    collecting.server.asked.clear()
    assert collecting.run().posts == 15
    assert [asked.query for asked in collecting.server.asked] == [
        {"max_results": "10", "since_id": "25"},
        {"max_results": "10", "since_id": "25", "next_token": "before-31"},
    ]
    assert sorted(map(int, collecting.ids())) == list(range(1, 41))


def test_pages_lead_forward(collecting: Collecting) -> None:
    """The first run begins with the newest page; after that no post is left out."""
    collecting.declare(FORWARD)
    collecting.server.posts = [post(number) for number in range(1, 26)]
    collecting.run()
    assert sorted(map(int, collecting.ids())) == list(range(16, 26))
    collecting.server.posts += [post(number) for number in range(26, 60)]
    assert collecting.run().posts == 34
    assert sorted(map(int, collecting.ids())) == list(range(16, 60))
    assert [asked.query for asked in collecting.server.asked[2:]] == [
        {"min_id": "25"}, {"min_id": "35"}, {"min_id": "45"}, {"min_id": "55"}, {"min_id": "59"},
    ]  # fmt: skip
    assert collecting.state().mark == "59"


def test_a_run_ends_after_its_pages_and_the_next_goes_on(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(1)]
    collecting.run()
    collecting.server.posts += [post(number) for number in range(2, 52)]
    collecting.declare(BACK.replace("window_days = 7", "pages = 2"))
    assert collecting.run().notes == [
        "Source lamps: 2 pages are enough for a run; the next one goes on from there."
    ]
    assert (collecting.state().mark, collecting.state().posts) == ("1", 21)
    collecting.server.posts.append(post(99))  # newer than the sweep's first page: for the sweep after it
    assert [collecting.run().posts, collecting.run().posts, collecting.run().posts] == [20, 10, 1]
    assert sorted(map(int, collecting.ids())) == [*range(1, 52), 99]


def test_repeated_pages_and_posts_are_written_once(collecting: Collecting) -> None:
    collecting.declare(BACK)
    page = {"data": [post(2), post(2), post(1)], "meta": {"next_token": "again"}}
    collecting.server.answers["/back"] = [
        page,
        page | {"meta": {"next_token": "more"}},
        {"meta": {"result_count": 0}},
    ]
    collected = collecting.run()
    assert (collected.pages, collected.posts, collected.repeated) == (3, 2, 4)
    assert collecting.ids() == ["2", "1"]


def test_pages_in_a_circle_end_in_a_sentence(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.answers["/back"] = [{"data": [post(3)], "meta": {"next_token": "round"}}]
    with pytest.raises(
        SourceError, match=r"leads back to a page that it gave before: stopped after 2 pages\."
    ):
        collecting.run()
    assert collecting.ids() == ["3"]
    assert (collecting.state().mark, collecting.state().sweep) == (None, None)


def test_a_source_that_ignores_the_mark_gives_nothing_twice(collecting: Collecting) -> None:
    collecting.declare(FORWARD)
    collecting.server.answers["/forward"] = [[post(5), post(4)]]
    assert [collecting.run().posts, collecting.run().posts] == [2, 0]
    assert collecting.ids() == ["5", "4"]


def test_records_that_are_no_posts_are_counted(collecting: Collecting) -> None:
    collecting.declare(BACK)
    records = [
        post(1), post(2, text=None), {"text": "no id", "author_id": "a"}, "not a post",
        post(3, is_repost=True), post(4, lang="de"), post(5, text="half \ud800"), post(6, author_id=None),
        post(7, lang="en-GB"), post(8, text="a\0b"),
    ]  # fmt: skip
    collecting.server.answers["/back"] = [{"data": records, "meta": {}}]
    collected = collecting.run()
    assert (collected.posts, collected.bad, collected.skipped) == (2, 6, 2)
    lines = collecting.waiting()
    assert [(it["row"], it.get("external_id"), it.get("fault", {}).get("reason")) for it in lines] == [
        (1, "1", None), (2, None, "empty"), (3, None, "missing-key"), (4, None, "not-an-object"),
        (7, None, "not-utf-8"), (8, None, "missing-group"), (9, "7", None), (10, None, "nul-character"),
    ]  # fmt: skip


def test_what_is_no_post_is_set_aside_once(collecting: Collecting) -> None:
    collecting.declare(BACK)
    page = {"data": [post(2, text=""), post(1)], "meta": {"next_token": "again"}}
    collecting.server.answers["/back"] = [page, page | {"meta": {}}]
    collected = collecting.run()
    assert (collected.posts, collected.bad, collected.repeated) == (1, 1, 2)


def test_no_record_has_the_mark(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.answers["/back"] = [{"data": [{"text": "a"}, {"text": "b"}], "meta": {}}]
    with pytest.raises(SourceDownError, match="None of 2 records of source lamps has `id`"):
        collecting.run()
    assert not (collecting.root / "collected" / "lamps.json").exists()


def test_the_window_has_passed(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(1)]
    collecting.run()
    collecting.server.posts = [post(50)]
    collecting.server.asked.clear()
    collecting.now += timedelta(days=8)
    assert collecting.run().notes == [
        "Source lamps: it no longer has all posts since 2026-11-30T12:00:00+00:00, when the last run ended: "
        "those that it has are collected, what came between may be missing."
    ]
    assert collecting.server.asked[0].query == {"max_results": "10"}
    assert collecting.ids() == ["1", "50"]


def test_a_mark_that_the_source_refuses(collecting: Collecting) -> None:
    """As X answers to a since_id of before its seven days."""
    collecting.declare(BACK)
    collecting.server.posts = [post(1)]
    collecting.run()
    collecting.server.posts = [post(50)]
    collecting.server.faults.append(400)
    assert "may be missing" in collecting.run().notes[0]
    assert collecting.ids() == ["1", "50"]


def test_a_token_that_the_source_refuses(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(number) for number in range(1, 26)]
    collecting.server.faults.extend([None, 400])
    assert collecting.run().notes == [
        "Source lamps: the token of the next page is refused: the pages are asked for again."
    ]
    assert sorted(map(int, collecting.ids())) == list(range(1, 26))


def test_another_address_begins_at_the_newest_post(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(9)]
    collecting.run()
    collecting.declare(BACK.replace("/back", "/back2"))
    collecting.server.posts = [post(1)]
    assert collecting.run().notes == [
        f"Source lamps: the address was {collecting.server.url}/back before: it is collected from the newest "
        "post on."
    ]
    assert collecting.ids() == ["9", "1"]


def test_tombstones_wait_beside_the_posts(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(1), post(2, deleted=True)]
    collecting.server.deleted = ["8", "9"]
    assert collecting.run().deleted == 3
    assert collecting.ids() == ["1"]
    (file,) = collecting.layout.deletions("tags").iterdir()
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"external_id": external_id, "original": collecting.server.url} for external_id in ("2", "8", "9")
    ]


def test_accounts_give_weak_labels(collecting: Collecting) -> None:
    collecting.declare(
        BACK.replace('task = "tags"', 'task = "stance"\naccounts = "who.csv"\nentity = "Lamps"')
    )
    (collecting.root / "sources" / "who.csv").write_text("author,label\na1,left\n")
    collecting.server.posts = [post(1), post(2)]
    collecting.run()
    found = [
        (it["external_id"], it["entity"], it.get("label"), it.get("label_source"), it.get("label_reason"))
        for it in collecting.waiting("stance")
    ]
    assert found == [("2", "Lamps", None, None, None), ("1", "Lamps", "left", "weak", "accounts of who.csv")]


def test_what_a_dead_run_could_not_deliver_is_delivered(collecting: Collecting) -> None:
    collecting.declare(BACK)
    collecting.server.posts = [post(1)]
    collector = collecting.collector()

    def dies(key: str, lines: bytes) -> None:
        raise OSError(28, "No space left on device")

    place = collector.place
    object.__setattr__(place, "deliver", dies)
    with pytest.raises(OSError, match="No space"):
        collector.run()
    (undelivered,) = collecting.state().undelivered
    assert isinstance(undelivered, Delivery)
    assert undelivered.key.startswith("documents/tags/lamps-00000001-")
    assert collecting.run().posts == 0
    assert collecting.ids() == ["1"]
    assert collecting.state().undelivered == ()


def test_one_process_a_source(collecting: Collecting) -> None:
    collecting.declare(BACK)
    lock = collecting.layout.collected / ".lamps-lock"
    with (
        only_process(lock, "collector", Path()),
        pytest.raises(Exception, match="Another collector of lamps is at work"),
    ):
        collecting.run()


def test_a_state_that_cannot_be_read(collecting: Collecting) -> None:
    collecting.declare(BACK)
    path = collecting.layout.collected / "lamps.json"
    path.parent.mkdir()
    path.write_text('{"version": 1')
    with pytest.raises(
        SourceError, match=r"lamps\.json is no state of a source .*: restore it, or remove it"
    ):
        collecting.run()
