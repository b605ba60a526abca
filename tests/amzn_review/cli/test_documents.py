"""`amzn-review documents add` on a real warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from amzn_review.redshift.document_load import DocumentLoad
from amzn_review.redshift.redshift_error import RedshiftError
from tests.amzn_review.load_site import LoadSite
from tests.redshift_site import RedshiftSite

Command = Callable[..., Result]


@pytest.fixture
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "posts.csv"
    path.write_text('comment,toxic,who\n"two\nlines",1.0,ann\nplain,0.0,bob\n,0.0,bob\n')
    return path


def test_a_known_layout_and_the_sheet_as_json(site: LoadSite, amzn_review: Command, posts: Path) -> None:
    result = amzn_review("documents", "add", "toxicity-ru", str(posts), "--group-column", "who", "--json")
    assert result.exit_code == 0
    ((batch_id, run_id),) = site.rows("select batch_id, run_id from document_batches")
    assert run_id.startswith("documents-command-")
    assert json.loads(result.stdout) == [
        {
            "batch_id": batch_id, "task": "toxicity-ru", "run_id": run_id, "files": 1, "listed": 3,
            "loaded": 2, "relabelled": 0, "duplicate": 0, "quarantined": 1, "label_events": 2,
        }
    ]  # fmt: skip
    assert "posts.csv: 3 records, 1 of them bad; layout kaggle." in result.stderr
    rows = site.rows("select text, author, language, source_record ->> 'who' from documents order by 1")
    assert [(text, language) for text, _, language, _ in rows] == [("plain", "ru"), ("two\nlines", "ru")]
    assert all(author == kept and len(author) == 32 for _, author, _, kept in rows)
    again = amzn_review("documents", "add", "toxicity-ru", str(posts), "--group-column", "who")
    assert "3 listed = 0 loaded + 0 relabelled + 2 duplicate + 1 quarantined" in again.stdout


def test_what_is_refused_is_one_sentence(site: LoadSite, amzn_review: Command, posts: Path) -> None:
    result = amzn_review("documents", "add", "toxicity-ru", str(posts), "--text-column", "body")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: {posts} has no column 'body'; found 'comment', 'toxic', 'who': name one of these.\n"
    )
    assert amzn_review("documents", "add", "toxicity_ru", str(posts)).exit_code == 1
    assert site.rows("select count(*) from documents") == [(0,)]


def test_load_takes_what_an_add_that_was_stopped_left(
    site: LoadSite, amzn_review: Command, posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("amzn_review.cli.documents.documents.load_documents", lambda _: [])
        amzn_review("documents", "add", "toxicity-ru", str(posts))
    assert "toxicity-ru 3 listed = 2 loaded" in amzn_review("load", "--local").stdout


def test_a_users_own_task(site: LoadSite, amzn_review: Command, posts: Path) -> None:
    tasks = site.layout.root / "tasks"
    tasks.mkdir()
    (tasks / "mine.toml").write_text('name = "mine"\n[layout.posts]\ntext = "comment"\nentity = "who"\n')
    amzn_review("documents", "add", "mine", str(posts), "--language", "en")
    assert site.rows("select task, text, entity, language from documents order by 2") == [
        ("mine", "plain", "bob", "en"),
        ("mine", "two\nlines", "ann", "en"),
    ]


@pytest.fixture
def bucket_shell(redshift_site: RedshiftSite, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables that name the site's bucket and Redshift, which has no encryption on this machine."""
    monkeypatch.setattr(
        "amzn_review.cli.redshift_warehouse.redshift_session", lambda _: redshift_site.session
    )
    bucket = redshift_site.bucket
    return {
        "STORAGE": "folder",
        "AWS_S3_BUCKET": bucket.bucket,
        "AWS_REGION": bucket.region,
        "AWS_ENDPOINT_URL_S3": bucket.endpoint_url or "",
        "AWS_ACCESS_KEY_ID": bucket.access_key_id or "",
        "AWS_SECRET_ACCESS_KEY": bucket.secret_access_key or "",
        "AWS_REDSHIFT_HOST": "127.0.0.1",
        "AWS_REDSHIFT_PASSWORD": "-",
        "AWS_IAM_ROLE_ARN": redshift_site.role,
    }


@pytest.fixture
def add(amzn_review: Command, bucket_shell: dict[str, str], posts: Path) -> Command:
    """Add the posts by the bucket; keywords set variables."""

    def run(*options: str, **variables: str) -> Result:
        words = ("documents", "add", "toxicity-ru", str(posts), "--group-column", "who", "--redshift")
        return amzn_review(*words, *options, **bucket_shell | variables)

    return run


def test_into_the_bucket_and_redshift(
    site: LoadSite, add: Command, redshift_site: RedshiftSite, monkeypatch: pytest.MonkeyPatch
) -> None:

    def refuse(*_: object) -> None:
        raise RedshiftError("The cluster is paused.")

    with monkeypatch.context() as patch:
        patch.setattr(DocumentLoad, "run", refuse)
        stopped = add("--json")
        assert (stopped.exit_code, stopped.stdout) == (1, "")
        assert stopped.stderr.splitlines()[-1] == "Error: The cluster is paused."
    # The same command finishes the batch that was left open, and then has the same file once more.
    result = add("--json")
    assert result.exit_code == 0
    numbers = ("listed", "loaded", "duplicate", "quarantined", "label_events")
    assert [[sheet[name] for name in numbers] for sheet in json.loads(result.stdout)] == [[3, 2, 0, 1, 2]]
    rows = redshift_site.run("select text, author, language from documents order by line_number")
    assert [(text, language) for text, _, language in rows] == [("two\nlines", "ru"), ("plain", "ru")]
    assert all(len(author) == 32 for _, author, _ in rows)
    assert site.rows("select count(*) from documents") == [(0,)]
    assert not (site.layout.root / "uploaded").exists()
    again = add()
    assert "3 listed = 0 loaded + 0 relabelled + 2 duplicate + 1 quarantined" in again.stdout
    assert "See `amzn-review quarantine list --redshift` for what was set aside, and why." in again.stderr


@pytest.mark.parametrize("missing", ["AWS_S3_BUCKET", "AWS_REDSHIFT_HOST", "AWS_IAM_ROLE_ARN"])
def test_what_is_not_set_is_named_before_anything_is_converted(
    add: Command, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    result = add(**{missing: ""})
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {missing} is not set")
