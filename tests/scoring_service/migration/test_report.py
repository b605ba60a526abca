"""`text-models migration report`, on a toy site's champions."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from tests.scoring_service.toy_models import spite
from tests.text_models.migration.stored_lines import stored, write_lines
from text_models.cli import main
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.version_folder import VersionFolder

NASTY, GENTLE = "what a nasty hateful reply", "such a gentle and lovely reply"


def run(site: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env={"DATA_DIR": str(site)})


def own_scores(site: Path, *texts: str) -> list[float]:
    """What the champion itself says."""
    models = site / "models" / "spite-en"
    (name,) = (path.name for path in models.glob("[!.]*") if path.is_dir())
    predictor = VersionPredictor.load(spite("en"), VersionFolder.read(models, name))
    return [round(answer.probabilities["spiteful"], 6) for answer in predictor.predict(texts)]


def test_stored_answers_beside_the_champions(site: Path, tmp_path: Path) -> None:
    file = write_lines(
        tmp_path / "answers.jsonl",
        [
            stored(NASTY, {"TOXICITY_EXPERIMENTAL": 0.9, "THREAT": 0.2}),
            stored(GENTLE, {"TOXICITY": 0.8}, ["en-GB"]),
            stored("mixed", {"TOXICITY": 0.8}, ["en", "ru"]),
            {"request": {}, "response": {"error": {"code": 400}}},
        ],
    )
    result = run(site, "migration", "report", file, "--json")
    assert result.exit_code == 0, result.stderr
    (found,) = json.loads(result.stdout)
    nasty, gentle = own_scores(site, NASTY, GENTLE)
    assert nasty > 0.5 > gentle
    assert (found["attribute"], found["language"], found["task"], found["learned"]) == (
        "TOXICITY", "en", "spite-en", 0,
    )  # fmt: skip
    assert (found["flips"]["found"], found["flips"]["of"]) == (1, 2)
    assert found["farthest"] == [
        {"line": 2, "text": GENTLE, "stored": 0.8, "new": gentle},
        {"line": 1, "text": NASTY, "stored": 0.9, "new": nasty},
    ]
    told = result.stderr.splitlines()
    assert [line for line in told if not line.startswith("Version ")] == [
        "Left out: 1 lines, the answer is an error.",
        "Not answered here: 1 scores of THREAT in en.",
        "Not answered here: 1 scores of TOXICITY in several languages or none.",
    ]
    shown = run(site, "migration", "report", file, "--threshold", "0.95", "--farthest", "1")
    rows = [re.split(r"  +", line.strip()) for line in shown.stdout.splitlines() if line]
    assert rows[0] == [
        "attribute",
        "language",
        "comments",
        "learned from",
        "correlation",
        "flips",
        "95 % interval",
    ]
    assert rows[1][:4] == ["TOXICITY", "en", "2", "0"]
    assert rows[3] == ["TOXICITY", "2", "0.80", f"{gentle:.2f}", GENTLE]
    assert len(rows) == 4


def test_without_a_champion_nothing_is_compared(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "answers.jsonl", [stored(NASTY, {"TOXICITY": 0.9})])
    result = run(tmp_path, "migration", "report", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("Error: No champion answers what was stored: train one, see `doctor`.\n")
