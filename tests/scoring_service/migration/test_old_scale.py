"""Maps to the old scale: fitted, kept, refused when damaged, and in the answers once switched on."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from scoring_service.attributes.old_scale import Mapped, OldScale, OldScaleError, ScoreMap
from scoring_service.migration.fitted_map import fit_map
from scoring_service.migration.score_comparison import Pair, ScoreComparison
from tests.scoring_service.running_service import running
from tests.text_models.migration.stored_lines import stored, write_lines
from tests.text_models.training.mood_notes import made_up
from text_models.cli import main

ANALYZE = "/v1alpha1/comments:analyze"
NAME = Mapped("TOXICITY", "en", "v1")
NASTY = "what a nasty hateful reply"


def compared(*scores: tuple[float, float]) -> ScoreComparison:
    """Pairs of (new, stored) scores."""
    pairs = [Pair(line, "", stored, new) for line, (new, stored) in enumerate(scores, 1)]
    return ScoreComparison("TOXICITY", "en", "task", "v1", pairs)


def test_a_map_is_pooled_where_stored_scores_fall() -> None:
    """By hand: .4 and .2 fall, so both become their mean, .3."""
    found = fit_map(compared(*[(0.1, 0.0), (0.2, 0.4), (0.3, 0.2), (0.9, 1.0)] * 20))
    assert found is not None
    asked = [0.0, 0.1, 0.2, 0.25, 0.3, 0.6, 0.9, 1.0]
    assert [OldScale({NAME: found}).score(NAME, new) for new in asked] == pytest.approx(
        [0.0, 0.0, 0.3, 0.3, 0.3, 0.65, 1.0, 1.0]
    )


def test_a_map_never_falls() -> None:
    chance = random.Random(1)
    found = fit_map(compared(*((chance.random(), chance.random()) for _ in range(300))))
    assert found is not None
    scores = [OldScale({NAME: found}).score(NAME, new) for new in np.linspace(0, 1, 1001).tolist()]
    assert scores == sorted(scores)


def test_too_few_comments_and_one_score_make_no_map() -> None:
    assert fit_map(compared(*[(0.1, 0.2), (0.5, 0.6)] * 24)) is None
    assert fit_map(compared(*[(0.5, 0.2), (0.5, 0.6)] * 50)) is None


def test_maps_come_back_as_they_were_written_and_hold_for_one_version(tmp_path: Path) -> None:
    scale = OldScale({NAME: ScoreMap([0.0, 1.0], [0.5, 0.75])})
    scale.write(tmp_path / "scoring" / "old_scale.json")
    assert OldScale.read(tmp_path / "scoring" / "old_scale.json") == scale
    assert scale.score(NAME, 0.5) == 0.625
    assert scale.score(NAME._replace(version="v2"), 0.5) == 0.5


CHANGES: list[dict[str, object]] = [
    {"new": [0.5, 0.5]}, {"old": [0.6, 0.5]}, {"new": [0, 2]}, {"new": [], "old": []},
]  # fmt: skip
WHOLE = {"attribute": "A", "language": "en", "version": "v", "new": [0, 1], "old": [0, 1]}
BAD: list[tuple[str, str]] = [
    ("{", "is damaged ("),
    ("[]", "is damaged ("),
    (json.dumps({"maps": [{"attribute": "A"}]}), "is damaged (KeyError('language')): write it again."),
    *(
        (
            json.dumps({"maps": [{**WHOLE, **change}]}),
            "the map of A in en must rise from 0 to 1 at most: write it again.",
        )
        for change in CHANGES
    ),
]


@pytest.mark.parametrize(("content", "sentence"), BAD)
def test_a_damaged_file_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    (file := tmp_path / "old_scale.json").write_text(content)
    with pytest.raises(OldScaleError) as refusal:
        OldScale.read(file)
    assert sentence in str(refusal.value)


def test_a_file_that_is_not_there_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(OldScaleError, match="text-models migration report FILE --write-map"):
        OldScale.read(tmp_path / "old_scale.json")


def test_answers_are_on_the_old_scale_once_it_is_on(site: Path, tmp_path: Path) -> None:
    own = tmp_path / "data"
    shutil.copytree(site, own, ignore=shutil.ignore_patterns("scoring"))
    chance = random.Random(3)
    lines = [
        stored(" ".join([*made_up(chance, 4), word]), {"TOXICITY": score})
        for word, score in [("nasty", 0.71), ("gentle", 0.07)] * 40
    ]
    file = write_lines(tmp_path / "answers.jsonl", lines)
    written = CliRunner().invoke(
        main, ["migration", "report", str(file), "--write-map"], env={"DATA_DIR": str(own)}
    )
    assert written.exit_code == 0, written.stderr
    assert written.stderr.splitlines()[-1].startswith(f"1 maps are in {own}/scoring/old_scale.json: set ")
    body = {
        "comment": {"text": NASTY},
        "languages": ["en-US"],
        "requestedAttributes": {"TOXICITY_EXPERIMENTAL": {}, "IDENTITY_ATTACK": {}},
    }
    answers = []
    for is_on in (False, True):
        with running(own, uses_old_scale=is_on) as service:
            answers.append(service.client.post(ANALYZE, json=body))
            (version,) = service.service.shelf.versions("spite-en")
    off, on = (
        {name: score["summaryScore"]["value"] for name, score in answer.json()["attributeScores"].items()}
        for answer in answers
    )
    # The toy's two attributes are one model; the map is of one of them alone.
    assert off["TOXICITY_EXPERIMENTAL"] == off["IDENTITY_ATTACK"] == on["IDENTITY_ATTACK"]
    assert on["TOXICITY_EXPERIMENTAL"] == pytest.approx(0.71, abs=0.02)
    assert off["TOXICITY_EXPERIMENTAL"] > 0.8
    assert [answer.headers["x-model-versions"] for answer in answers] == [
        f"TOXICITY_EXPERIMENTAL={version}; IDENTITY_ATTACK={version}",
        f"TOXICITY_EXPERIMENTAL={version}+old-scale; IDENTITY_ATTACK={version}",
    ]
