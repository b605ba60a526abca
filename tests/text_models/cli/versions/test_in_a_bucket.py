"""`text-models train` with a bucket as storage: what one process trains, another one asks."""

from __future__ import annotations

import json
from pathlib import Path

from storage.bucket import Bucket
from tests.s3_site import S3Site
from tests.text_models.cli.versions.conftest import Command
from tests.text_models.training.mood_notes import mood_notes, write_csv


def test_a_version_trained_into_a_bucket_answers_from_it(
    run: Command, s3_site: S3Site, tmp_path: Path
) -> None:
    address = s3_site.new_bucket()
    shell = {
        "RATING_STORAGE": f"s3://{address.bucket}/shared",
        "AWS_ENDPOINT_URL_S3": s3_site.endpoint_url,
        "AWS_ACCESS_KEY_ID": s3_site.access_key_id,
        "AWS_SECRET_ACCESS_KEY": s3_site.secret_access_key,
    }
    notes = write_csv(tmp_path / "notes.csv", mood_notes(150, seed=1))
    trained = run("train", "mood", notes, "--models", "nb_counts", "--json", **shell)
    assert trained.exit_code == 0, trained.output
    version = json.loads(trained.stdout)["version"]
    keys = [found.key for found in Bucket(address).list("shared/models/mood/")]
    assert "shared/models/mood/champion.json" in keys
    assert f"shared/models/mood/{version}/whole.json" in keys

    answered = run("predict", "mood", "a gentle and quiet day", "--json", **shell)
    assert answered.exit_code == 0, answered.output
    assert version in answered.stdout
    assert '"calm"' in answered.stdout
