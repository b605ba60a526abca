"""`rating-model train` on a small export, then the way to champion."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from pyarrow import parquet

from rating_model.data.reviews_manifest import ReviewsManifest
from tests.rating_model.version_site import VersionSite, corpus, write_reviews

Command = Callable[..., Result]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of 200 reviews to learn from."""
    folder = write_reviews(
        tmp_path / "export", train=corpus(200, seed=1), evaluation=corpus(50, seed=99), new=[]
    )
    counts = {"train": 200, "evaluation": 50, "new": 0, "texts": 250}
    ReviewsManifest("b7", ["b7"], ["r"], ["b6", "b7"], counts, {}, {}).write(folder)
    return folder


def test_a_version_by_hand_from_training_to_champion(
    rating_model: Command, version_site: VersionSite, export: Path
) -> None:
    model = version_site.models_dir / "mine"
    trained = rating_model(
        "train", str(export), str(model), "--epochs", "1", "--head", "ordinal", "--seed", "3"
    )
    assert trained.exit_code == 0, trained.output
    assert trained.stdout.startswith("Version mine is trained: ")
    assert trained.stdout.endswith(f" Next: rating-model evaluate {model} {export}\n")
    found = json.loads((model / "model.json").read_text())
    assert (found["version"], found["head"], found["seen_batch_ids"]) == ("mine", "ordinal", ["b6", "b7"])
    assert (found["options"]["epochs"], found["options"]["seed"]) == (1, 3)
    assert found["code_version"].startswith("0.1.0+")
    assert not model.with_name(".mine.work").exists()
    assert rating_model("promote", "mine").exit_code == 1
    assert rating_model("evaluate", str(model), str(export)).exit_code == 0
    promoted = rating_model("promote", "mine")
    assert promoted.output == "Version mine is the champion now; before, there was none.\n"
    assert json.loads(rating_model("predict", "perfect", "--json").stdout)["model_version"] == "mine"
    again = rating_model("train", str(export), str(model))
    assert (again.exit_code, again.stderr) == (
        1, f"Error: {model} is there already: choose another name for the new version.\n",
    )  # fmt: skip


def test_what_cannot_be_trained(
    rating_model: Command, version_site: VersionSite, export: Path, tmp_path: Path
) -> None:
    model = version_site.models_dir / "mine"
    empty = tmp_path / "empty"
    empty.mkdir()
    result = rating_model("train", str(empty), str(model))
    assert (result.exit_code, "manifest.json is missing" in result.stderr) == (1, True)
    result = rating_model("train", str(export), str(model), "--pretrained", str(empty))
    assert (result.exit_code, "spiece.model is missing" in result.stderr) == (1, True)
    (shard,) = export.glob("train-*.parquet")
    whole = shard.read_bytes()
    table = parquet.read_table(shard)
    parquet.write_table(table.set_column(2, "rating", table["rating"].cast("string")), shard)
    result = rating_model("train", str(export), str(model))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == (
        f"Error: {shard} has the columns review_id int64, text string, rating string, expected "
        "review_id int64, text string, rating int8: export the reviews again."
    )
    parquet.write_table(table.drop_columns("text"), shard)
    result = rating_model("train", str(export), str(model))
    assert (result.exit_code, f"{shard} has the columns review_id int64, rating int8," in result.stderr) == (
        1, True,
    )  # fmt: skip
    shard.write_bytes(whole)
    shard.write_bytes(shard.read_bytes()[:100])
    result = rating_model("train", str(export), str(model))
    assert (result.exit_code, f"{shard} is no whole Parquet file" in result.stderr) == (1, True)
    assert not model.exists()
