"""What a source has deleted leaves documents, labels and scores, and does not come back."""

from __future__ import annotations

import pytest

from amzn_review.documents.deletions import DeletionsError, honour_deletions
from amzn_review.postgres.sql_transaction import sql_transaction
from tests.amzn_review.collecting.conftest import BACK, Collecting, load
from tests.amzn_review.collecting.post_server import PostServer, post
from tests.amzn_review.load_site import LoadSite
from tests.conftest import SQL_DIR


@pytest.fixture
def loaded(site: LoadSite, post_server: PostServer) -> Collecting:
    """Three posts of an author who has a label, collected by two sources of a server, and loaded."""
    collecting = Collecting(site.layout.root, post_server)
    declaration = BACK.replace('task = "tags"', 'task = "stance"\naccounts = "who.csv"')
    collecting.declare(declaration)
    collecting.declare(declaration, name="others")
    (collecting.root / "sources" / "who.csv").write_text("author,label\na1,left\n")
    post_server.posts = [post(number, author_id="a1") for number in (1, 2, 3)]
    collecting.run()
    collecting.run("others")
    load(site)
    return collecting


def honour(collecting: Collecting, site: LoadSite) -> dict[str, int]:
    return honour_deletions(collecting.layout, lambda: sql_transaction(site.address.connect, SQL_DIR))


def left(site: LoadSite) -> list[str]:
    return [number for (number,) in site.rows("select external_id from documents order by 1")]


def test_a_deleted_post_goes_with_its_labels_and_scores(loaded: Collecting, site: LoadSite) -> None:
    with site.address.connect() as connection:
        connection.execute(
            "insert into document_scores (document_id, task, model_version, top_label, score, scores, "
            "batch_id, run_id) select document_id, 'stance', 'v1', 'left', 1, '{}', batch_id, 'r' "
            "from documents"
        )
    loaded.server.deleted = ["2", "77"]
    loaded.run("others")
    assert honour(loaded, site) == {"stance": 1}
    assert left(site) == ["1", "3"]
    for table in ("label_events", "document_scores"):
        numbers = f"select external_id from {table} inner join documents using (document_id) order by 1"
        assert site.rows(numbers) == [("1",), ("3",)]
        assert site.rows(f"select count(*) from {table}") == [(2,)]
    assert site.rows("select task, original, external_id from deleted_documents order by 3") == [
        ("stance", loaded.server.url, "2"), ("stance", loaded.server.url, "77"),
    ]  # fmt: skip
    assert list(loaded.layout.deletions("stance").iterdir()) == []
    assert honour(loaded, site) == {}


def test_a_deleted_post_does_not_come_back(loaded: Collecting, site: LoadSite) -> None:
    loaded.server.deleted = ["2", "4"]
    loaded.run()
    honour(loaded, site)
    (loaded.layout.collected / "lamps.json").unlink()  # so that every page is collected again
    loaded.server.posts += [post(4, author_id="a1"), post(5, author_id="a1")]
    loaded.run()
    assert load(site) == [
        "stance 5 listed = 1 loaded + 0 relabelled + 4 duplicate + 0 quarantined (1 files, 1 labels)"
    ]
    assert left(site) == ["1", "3", "5"]


def test_killed_behind_the_commit(loaded: Collecting, site: LoadSite) -> None:
    """The list is still there, and is honoured again without effect."""
    loaded.server.deleted = ["2"]
    loaded.run()
    (path,) = loaded.layout.deletions("stance").iterdir()
    content = path.read_bytes()
    assert honour(loaded, site) == {"stance": 1}
    path.write_bytes(content)
    assert honour(loaded, site) == {}
    assert site.rows("select count(*) from deleted_documents") == [(1,)]


def test_a_list_that_cannot_be_read(loaded: Collecting, site: LoadSite) -> None:
    path = loaded.layout.deletions("stance") / "lamps-1.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text('{"external_id": 1}\n')
    with pytest.raises(DeletionsError, match=r"lamps-1\.jsonl, line 1: .*Expected a deleted post"):
        honour(loaded, site)
    assert path.exists()
