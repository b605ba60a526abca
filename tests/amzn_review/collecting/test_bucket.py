"""The same in a bucket: each page an object, the state another, and the posts in Redshift's stand-in."""

from __future__ import annotations

from pathlib import Path

from amzn_review.collecting.collect_place import BucketPlace
from amzn_review.collecting.collect_state import decode_state
from amzn_review.collecting.collector import Collector
from amzn_review.collecting.open_collector import open_collector
from amzn_review.data_layout import DataLayout
from amzn_review.documents.deletions import honour_bucket_deletions
from tests.amzn_review.collecting.conftest import BACK, Collecting
from tests.amzn_review.collecting.post_server import TOKEN, PostServer, post
from tests.amzn_review.documents.conftest import KEY
from tests.amzn_review.redshift.document_site import BucketDocumentSite
from text_files.documents.author_hash import AuthorHash


def collector(collecting: Collecting, texts: BucketDocumentSite, folder: Path) -> Collector:
    place = BucketPlace(texts.bucket, DataLayout(folder))
    return open_collector(collecting.source(), {"COLLECT_TOKEN_TESTS": TOKEN}, AuthorHash(KEY), place)


def test_collected_into_a_bucket(texts: BucketDocumentSite, post_server: PostServer, tmp_path: Path) -> None:
    collecting = Collecting(tmp_path, post_server)
    collecting.declare(BACK)
    post_server.posts = [post(number) for number in range(1, 16)]
    assert collector(collecting, texts, tmp_path).run().posts == 15
    waiting = texts.keys("uploaded/")
    assert [key[: len("uploaded/documents/tags/lamps-00000001")] for key in waiting] == [
        "uploaded/documents/tags/lamps-00000001",
        "uploaded/documents/tags/lamps-00000002",
    ]
    state = decode_state(texts.bucket.get("collected/lamps.json"), "the state")
    assert (state.mark, state.posts, state.undelivered) == ("15", 15, ())
    assert texts.load() == [
        "tags 15 listed = 15 loaded + 0 relabelled + 0 duplicate + 0 quarantined (2 files, 0 labels)"
    ]
    post_server.deleted = ["3", "99"]
    post_server.posts.append(post(16))
    assert collector(collecting, texts, tmp_path).run().deleted == 2
    gone = honour_bucket_deletions(texts.bucket, texts.staging.session.transaction)
    assert gone == {"tags": 1}
    assert texts.load() == [
        "tags 1 listed = 1 loaded + 0 relabelled + 0 duplicate + 0 quarantined (1 files, 0 labels)"
    ]
    left = sorted(int(found) for (found,) in texts.rows("select external_id from documents"))
    assert left == [1, 2, *range(4, 17)]
    assert texts.keys("uploaded/") == []
    # Collected from the beginning again: nothing is new, and what was deleted stays out.
    texts.bucket.delete_many(["collected/lamps.json"])
    collector(collecting, texts, tmp_path).run()
    assert texts.load() == [
        "tags 16 listed = 0 loaded + 0 relabelled + 16 duplicate + 0 quarantined (2 files, 0 labels)"
    ]
    assert texts.rows("select count(*) from documents") == [(15,)]
