"""From objects by way of Redshift to a trained version: `rating-model train` reads what the DAG exports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from rating_model.data.review_files import Row, read_part
from rating_model.data.reviews_manifest import ReviewsManifest
from tests.rating_model.version_site import corpus
from tests.workflow.aws_site import AwsSite, lamp, put_lines, run_dag, states_of
from tests.workflow.local_dag import scoring_tasks
from tests.workflow.test_export import export, load
from text_models.corpus.held_out import is_held_out
from text_models.normalise import text_key
from workflow.plugins.operators.models.export_batch_operator import ExportBatchOperator
from workflow.sql_paths import REDSHIFT

pytestmark = pytest.mark.aws
# No document waits, and no text model has a champion.
BESIDE = sorted(["load_documents", *scoring_tasks(REDSHIFT)])
PARTS = ("new", "train", "evaluation")
# As a text arrives, its normal form, and its rating. The first two are one text: one of them counts.
SPECIAL: list[tuple[str | None, str, int]] = [
    ("  Caf&eacute;\u00a0lamp ", "Café lamp", 5),
    ("café LAMP", "café LAMP", 5),
    ("cafe lamp", "cafe lamp", 2),
    ("\uff4c\uff41\uff4d\uff50", "lamp", 3),
    (None, "", 1),
]
REVIEWS = [*SPECIAL, *((text, text, rating) for _, text, rating in corpus(200, seed=5))]


@pytest.fixture(autouse=True)
def training_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_TRAINING", "yes")


def put_reviews(site: AwsSite) -> None:
    records: list[dict[str, Any]] = [
        lamp(number, reviewText=text, overall=float(rating))
        for number, (text, _, rating) in enumerate(REVIEWS)
    ]
    put_lines(site, "reviews/lamps/1.json.gz", [*records[:100], records[0], b"no json\n"])
    put_lines(site, "reviews/lamps/2.json.gz", records[100:])


def fetched(site: AwsSite, batch: str, folder: Path) -> Path:
    """The export as somebody copies it from the bucket."""
    folder.mkdir()
    for name in site.keys(f"training/{batch}/"):
        (folder / name).write_bytes(site.bucket.get(f"training/{batch}/{name}"))
    return folder


def rows(folder: Path) -> dict[str, list[Row]]:
    return {
        part: [tuple(row.values()) for batch in read_part(folder, part) for row in batch.to_pylist()]
        for part in PARTS
    }


def expected_rows(site: AwsSite) -> dict[str, list[Row]]:
    """The rows by the texts above, with the numbers that the warehouse gave them."""
    known = {text: (normal, rating) for text, normal, rating in REVIEWS}
    numbers = site.rows("select review_id, review_text from reviews order by review_id")
    new = [(number, *known[text]) for number, text in numbers]
    first: dict[tuple[str, int], Row] = {}
    for row in new:
        if row[1]:
            first.setdefault((text_key(row[1]), row[2]), row)
    return {
        "new": new,
        "train": [first[pair] for pair in sorted(first) if not is_held_out(pair[0])],
        "evaluation": [first[pair] for pair in sorted(first) if is_held_out(pair[0])],
    }


def test_a_version_is_trained_on_what_the_dag_exports(
    aws_site: AwsSite, warehouse: psycopg.Connection, tmp_path: Path
) -> None:
    put_reviews(aws_site)
    ended = run_dag()
    assert sorted(states_of(ended)) == ["skipped", "success"], ended.reasons
    assert states_of(ended)["skipped"] == BESIDE
    ((batch, run),) = aws_site.rows("select batch_id, run_id from ingest_batches")
    assert aws_site.keys("training/") == [
        f"{batch}/{name}"
        for name in (
            "evaluation-00000-of-00001.parquet", "manifest.json",
            "new-00000-of-00001.parquet", "train-00000-of-00001.parquet",
        )
    ]  # fmt: skip
    reviews = fetched(aws_site, batch, tmp_path / "reviews")
    found, expected = rows(reviews), expected_rows(aws_site)
    assert found == expected
    assert {part: len(found[part]) for part in PARTS} == {"new": 205, "train": 171, "evaluation": 32}
    manifest = ReviewsManifest.read(reviews)
    assert (manifest.version, manifest.batch_ids, manifest.run_ids, manifest.seen_batch_ids) == (
        batch, [batch], [run], [batch],
    )  # fmt: skip
    assert manifest.counts == {
        "new": 205, "without_text": 1, "train": 171, "replayed": 0, "evaluation": 32, "texts": 203,
    }  # fmt: skip
    assert manifest.drift == {"champion": None, "warnings": []}

    # The other warehouse exports the same reviews in the same form, but for its own numbers and names.
    load(warehouse, "b1", [(text, rating) for text, _, rating in REVIEWS])
    other = export(warehouse, tmp_path / "other", "b1")
    assert {path.name for path in (tmp_path / "other").iterdir()} == {path.name for path in reviews.iterdir()}
    assert {part: sorted(row[1:] for row in some) for part, some in rows(tmp_path / "other").items()} == {
        part: sorted(row[1:] for row in some) for part, some in found.items()
    }
    assert (other.counts, other.drift, other.reference) == (
        manifest.counts, manifest.drift, manifest.reference,
    )  # fmt: skip

    version = tmp_path / "models" / "mine"
    command = Path(sys.executable).with_name("rating-model")
    done = subprocess.run(
        [command, "train", reviews, version, "--epochs", "1", "--json"],
        capture_output=True, text=True, check=False, env={**os.environ, "DATA_DIR": str(tmp_path / "data")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    trained = json.loads(done.stdout)
    assert trained == json.loads((version / "model.json").read_text())
    assert (trained["version"], trained["batch_ids"], trained["seen_batch_ids"]) == ("mine", [batch], [batch])
    assert trained["training"]["reviews"] == 171
    assert (version / "albert" / "model.safetensors").stat().st_size > 10_000


def test_an_export_repeated_takes_the_place_of_what_was_there(aws_site: AwsSite) -> None:
    put_reviews(aws_site)
    assert states_of(run_dag())["skipped"] == BESIDE
    ((batch,),) = aws_site.rows("select batch_id from ingest_batches")
    before = {name: aws_site.bucket.get(f"training/{name}") for name in aws_site.keys("training/")}
    assert len(before) == 4
    aws_site.bucket.put(f"training/{batch}/part-00000.parquet", b"of an earlier form")
    aws_site.bucket.put(f"training/{batch}/new-00000-of-00001.parquet", b"damaged")
    again = ExportBatchOperator(
        text_task="rating", task_id="again", batch_id=batch, is_on=True, options={"max_reviews": 20_000}
    )
    assert again.execute({}) == f"training/{batch}/"
    assert {name: aws_site.bucket.get(f"training/{name}") for name in aws_site.keys("training/")} == before


def test_a_batch_without_a_new_review_is_not_exported(aws_site: AwsSite) -> None:
    climate = b"STATION,DATE,TMIN,TMAX\nUSW00094728,2016-09-01,50,68\n"
    aws_site.bucket.put("uploaded/climate/days.csv", climate)
    ended = run_dag()
    assert states_of(ended)["skipped"] == ["export_reviews", *BESIDE], ended.reasons
    assert aws_site.keys("training/") == []
