"""`rating-model evaluate` on folders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from rating_model.rating_task import rating_task
from tests.rating_model.version_site import VersionSite, corpus, write_reviews
from text_models.ladder.ladder_table import ladder_table
from text_models.versions.champion import write_champion

Command = Callable[..., Result]


def test_a_version_is_judged_beside_the_champion(
    rating_model: Command, version_site: VersionSite, tmp_path: Path
) -> None:
    version_site.evaluated("b1", corpus(60, seed=1))
    write_champion(version_site.models_dir, "b1")
    model = version_site.trained("b2")
    reviews = write_reviews(tmp_path / "r", train=corpus(200, seed=2), evaluation=corpus(50, seed=3))
    found = json.loads(rating_model("evaluate", str(model), str(reviews), "--json").stdout)
    assert (found["rows"], found["best"], found["champion"]["version"]) == (50, "tfidf_logistic", "b1")
    assert json.loads((model / "evaluation.json").read_text()) == found
    first, *table = rating_model("evaluate", str(model), str(reviews)).stdout.splitlines()
    assert first == found["first_line"]
    assert table == list(ladder_table(rating_task(), found))[1:]
    assert any(line.startswith("champion b1 ") for line in table)


def test_folders_that_hold_something_else(
    rating_model: Command, version_site: VersionSite, tmp_path: Path
) -> None:
    model, empty = version_site.trained("b1"), tmp_path / "empty"
    empty.mkdir()
    result = rating_model("evaluate", str(model), str(empty))
    assert (result.exit_code, "shards" in result.stderr) == (1, True)
    result = rating_model("evaluate", str(empty), str(empty))
    assert (result.exit_code, "model.json is missing" in result.stderr) == (1, True)
    assert rating_model("evaluate", str(model), str(tmp_path / "none")).exit_code == 2
    one = write_reviews(tmp_path / "one", train=[(1, "good", 5)], evaluation=[(2, "bad", 5)])
    result = rating_model("evaluate", str(model), str(one))
    assert result.exit_code == 1
    assert "at least two different ratings" in result.stderr
