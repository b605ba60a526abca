"""`text-models migration learn`, from a site's stored answers to a champion."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from services.postgres.databases import DatabaseAddress
from tests.text_models.migration.stored_lines import SIGNS, stored, stored_lines, write_lines
from text_models.cli import main
from text_models.ladder.version_predictor import VersionPredictor
from text_models.tasks.task_files import find_task
from text_models.versions.champion import read_champion
from text_models.versions.version_folder import VersionFolder

TASKS = Path(__file__).resolve().parents[4] / "settings" / "tasks"


def run(data_dir: Path, registry: DatabaseAddress, *words: str | Path) -> Result:
    shell = {
        "DATA_DIR": str(data_dir),
        "POSTGRES_HOST": registry.host,
        "POSTGRES_PORT": str(registry.port),
        "POSTGRES_USER": registry.user,
        "POSTGRES_PASSWORD": registry.password,
    }
    return CliRunner().invoke(main, [str(word) for word in words], env=shell)


def test_stored_answers_become_a_champion(tmp_path: Path, registry_address: DatabaseAddress) -> None:
    lines = [*stored_lines(150), stored("auf Deutsch", {"TOXICITY": 0.5}, ["de"])]
    file = write_lines(tmp_path / "answers.jsonl", lines)
    result = run(tmp_path, registry_address, "migration", "learn", file, "--licence", "our own")
    assert result.exit_code == 0, result.stderr
    head, *rows = [re.split(r"  +", line.strip()) for line in result.stdout.splitlines()]
    assert head == ["attribute", "comments", "score >= .5", "AUC", "correlation", "flips at .5"]
    has = {
        name: sum(sign in line["request"]["comment"]["text"] for line in lines)
        for name, sign in SIGNS.items()
    }
    assert [row[:4] for row in rows[:3]] == [
        [name, "150", str(has[name]), "1.000"] for name in ("TOXICITY", "INSULT", "THREAT")
    ]
    assert rows[3] == ["Mean AUC in 5 folds: 1.000."]
    assert rows[4][0].startswith("TF-IDF + ridge regression, one label against the rest predicts, ")
    version = read_champion(tmp_path / "models" / "perspective-en") or ""
    assert rows[5][0].startswith(f"Promoted: version {version} (")
    assert "Left out: 1 lines, not in en alone." in result.stderr.splitlines()
    # It says of a new comment what the old service would have said.
    task = find_task([TASKS], "perspective-en")
    folder = VersionFolder.read(tmp_path / "models" / "perspective-en", version)
    (answer,) = VersionPredictor.load(task, folder).predict([f"kjhgfds {SIGNS['INSULT']} poiuytr"])
    assert answer.labels == ("INSULT",)
    assert list(answer.probabilities) == ["TOXICITY", "INSULT", "THREAT"]
    assert folder.model["licence"] == "our own"
    assert [figures["auc"] for figures in folder.model["development"]["folds"]] == [1.0, 1.0, 1.0]
    # The registry knows it; a second one that is no better does not take its place.
    again = json.loads(run(tmp_path, registry_address, "migration", "learn", file, "--json").stdout)
    assert (again["is_promoted"], again["mean_auc"]) == (False, 1.0)
    assert read_champion(tmp_path / "models" / "perspective-en") == version


def test_too_few_answers_are_one_sentence(tmp_path: Path, registry_address: DatabaseAddress) -> None:
    file = write_lines(tmp_path / "answers.jsonl", stored_lines(10))
    result = run(tmp_path, registry_address, "migration", "learn", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "Error: Task perspective-en needs 50 different comments with two or more "
    )
