"""`rating-model` on versions that lie in a bucket: as in a folder, by a copy that goes again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rating_model.cli import main
from services.buckets import bucket_named
from settings import Settings, load_settings
from storage.artifact_store import artifact_session
from storage.bucket import Bucket
from tests.rating_model.version_site import VersionSite, corpus
from tests.s3_site import S3Site
from text_models.versions.champion import write_champion
from text_models.versions.model_store import open_model_store

Run = Callable[..., Result]


@pytest.fixture
def settings(s3_site: S3Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """RATING_STORAGE in a bucket with versions v1, the champion, and v2."""
    address = s3_site.new_bucket()
    for name, value in {
        "RATING_STORAGE": f"s3://{address.bucket}/rating",
        "DATA_DIR": str(tmp_path / "data"),
        "AWS_ENDPOINT_URL_S3": s3_site.endpoint_url,
        "AWS_ACCESS_KEY_ID": s3_site.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3_site.secret_access_key,
    }.items():
        monkeypatch.setenv(name, value)
    site = VersionSite(tmp_path / "models", tmp_path / "reviews")
    with artifact_session(lambda _: Bucket(address)) as here:
        place = f"s3://{address.bucket}/rating/models/rating"
        models = here.path(place)
        for version, seed in (("v1", 1), ("v2", 2)):
            site.evaluated(version, corpus(200, seed=seed))
            target = here.write(f"{place}/{version}")
            target.parent.mkdir(parents=True, exist_ok=True)
            (site.models_dir / version).rename(target)
        write_champion(models, "v1")
        here.push(f"{place}/champion.json")
    return load_settings()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_only_what_is_asked_for_is_fetched(settings: Settings) -> None:
    with open_model_store("rating", settings.rating.storage, partial(bucket_named, settings)) as models:
        assert names(models) == ["champion.json", "v1"]
    with open_model_store("rating", settings.rating.storage, partial(bucket_named, settings), "v2") as models:
        assert names(models) == ["champion.json", "v1", "v2"]
    with open_model_store(
        "rating", settings.rating.storage, partial(bucket_named, settings), with_newest=True
    ) as models:
        assert names(models) == ["champion.json", "v1", "v2"]
    assert not models.exists()


def test_the_champion_answers_and_another_version_if_asked(settings: Settings) -> None:
    for words, version in (((), "v1"), (("--version", "v2"), "v2")):
        result = run("predict", "perfect, lovely", "--json", *words)
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["model_version"] == version
    assert "There is no version 'v3'" in run("predict", "good", "--version", "v3").stderr


def test_another_champion_is_there_for_the_next_task(settings: Settings) -> None:
    with open_model_store("rating", settings.rating.storage, partial(bucket_named, settings), "v2") as models:
        write_champion(models, "v2")
    assert json.loads(run("predict", "good", "--json").stdout)["model_version"] == "v2"


def test_a_request_for_a_tokenizer_reaches_the_next_run(settings: Settings) -> None:
    assert run("tokenizer", "retrain").stdout == "The next run trains tokenizer 1.\n"
    with open_model_store("rating", settings.rating.storage, partial(bucket_named, settings)) as models:
        assert names(models / "tokenizers") == ["new-tokenizer-requested"]


def test_a_bucket_that_is_not_there_is_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATING_STORAGE", "s3://not-there-at-all/rating")
    result = run("predict", "good")
    assert result.exit_code == 1
    assert "there is no such bucket" in result.stderr
