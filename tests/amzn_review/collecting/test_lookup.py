"""Posts are looked up at their source, in the shapes of each API; what is not there was deleted."""

from __future__ import annotations

import pytest

from amzn_review.collecting.api_client import ApiClient
from amzn_review.collecting.lookup import gone_posts
from amzn_review.collecting.source_error import RequestRefusedError, SourceError, SourceFileError
from tests.amzn_review.collecting.conftest import BACK, Collecting

BY_ID = BACK + '[lookup]\naddress = "{url}/statuses/{{id}}"\n'
BY_URIS = BACK + '[lookup]\naddress = "{url}/posts"\nids = "uris"\nmost_ids = 2\nat = "posts"\n'
BY_IDS = BACK + '[lookup]\naddress = "{url}/tweets"\nids = "ids"\njoin = ","\nmost_ids = 100\nat = "data"\n'


def gone(collecting: Collecting, *ids: str) -> list[str]:
    client = ApiClient(collecting.source(), None, sleep=collecting.waits.append)
    return gone_posts(collecting.source(), client, ids)


def test_one_by_one(collecting: Collecting) -> None:
    """As at Mastodon, whose rate limit is waited for."""
    collecting.declare(BY_ID)
    collecting.server.answers = {f"/statuses/{number}": [{"id": number}] for number in ("1", "2", "3", "4")}
    collecting.server.faults.extend([None, 404, (429, {"Retry-After": "9"}), None, 410])
    assert gone(collecting, "1", "2", "3", "4") == ["2", "4"]
    assert collecting.waits == [9.0]


def test_several_at_once(collecting: Collecting) -> None:
    """As at Bluesky, which names each one, and leaves out what is gone."""
    collecting.declare(BY_URIS)
    collecting.server.answers["/posts"] = [{"posts": [{"id": "1"}]}, {"posts": [{"id": "3"}]}]
    assert gone(collecting, "1", "2", "3") == ["2"]


def test_joined(collecting: Collecting) -> None:
    """As at X, which has no `data` where nothing is left."""
    collecting.declare(BY_IDS)
    collecting.server.answers["/tweets"] = [
        {"errors": [{"resource_id": "5", "type": "https://api.twitter.com/2/problems/resource-not-found"}]}
    ]
    assert gone(collecting, "5", "6") == ["5", "6"]
    assert collecting.server.asked[0].query == {"ids": "5,6"}


def test_that_all_are_gone_is_not_believed(collecting: Collecting) -> None:
    collecting.declare(BY_IDS)
    collecting.server.answers["/tweets"] = [{"data": []}]
    with pytest.raises(SourceError, match="knows none of 20 posts: nothing was noted as deleted"):
        gone(collecting, *(str(number) for number in range(20)))


def test_a_lookup_that_is_refused(collecting: Collecting) -> None:
    collecting.declare(BY_ID)
    collecting.server.faults.append(403)
    with pytest.raises(RequestRefusedError, match="answered 403"):
        gone(collecting, "1")


def test_no_lookup(collecting: Collecting) -> None:
    collecting.declare(BACK)
    with pytest.raises(SourceFileError, match="does not say how to look posts up"):
        gone(collecting, "1")
