"""An attribute whose label is rarer among the comments that are asked about than in training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring_service.attributes.scoring_file import ScoringFileError, read_choices
from tests.scoring_service.answer_schema import ANALYZED, check_form
from tests.scoring_service.running_service import ROOT, Running, running
from tests.scoring_service.toy_models import SCORING_TOML, spite, write_toy_site
from text_models.ladder.version_predictor import VersionPredictor
from text_models.tasks.task_files import read_tasks
from text_models.versions.version_folder import VersionFolder

TEXTS = ("nasty and hateful", "gentle and lovely", "nasty but gentle")
SHARE = SCORING_TOML.replace(
    '[{ task = "spite-en", label = "spiteful" }, {',
    '[{ task = "spite-en", label = "spiteful", share = 0.1 }, {',
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, VersionPredictor]]:
    data_dir = tmp_path_factory.mktemp("share")
    version = write_toy_site(data_dir)["spite-en"]
    (data_dir / "scoring.toml").write_text(SHARE)
    folder = VersionFolder.read(data_dir / "models" / "spite-en", version)
    with running(data_dir) as service:
        yield service, VersionPredictor.load(spite("en"), folder)


@pytest.mark.parametrize("text", TEXTS)
def test_the_score_is_that_of_the_expected_share(site: tuple[Running, VersionPredictor], text: str) -> None:
    service, predictor = site
    learned = predictor.learned_shares["spiteful"]
    assert 0.4 < learned < 0.6
    own = round(predictor.predict([text])[0].probabilities["spiteful"], 6)
    odds = own / (1 - own) * (0.1 / 0.9) / (learned / (1 - learned))
    answer = service.client.post(
        "/v1alpha1/comments:analyze",
        json={
            "comment": {"text": text},
            "languages": ["en"],
            "requestedAttributes": {"TOXICITY": {}, "IDENTITY_ATTACK": {}},
        },
    )
    check_form(answer.json(), ANALYZED)
    scores = {
        name: found["summaryScore"]["value"] for name, found in answer.json()["attributeScores"].items()
    }
    # The other attribute declares no share: it has the version's own probability.
    assert scores == {
        "TOXICITY": pytest.approx(odds / (1 + odds), abs=1e-6),
        "IDENTITY_ATTACK": pytest.approx(own, abs=1e-6),
    }
    named = answer.headers["X-Model-Versions"]
    assert f"{predictor.version}+share=0.1" in named
    assert named.count(predictor.version) == 2
    assert named.count("+share") == 1


@pytest.mark.parametrize("share", ["0", "1", "0.0", "1.0", "-0.1", "'5 %'", "true"])
def test_a_share_that_is_none_is_a_sentence(tmp_path: Path, share: str) -> None:
    write_toy_site(tmp_path)
    file = tmp_path / "scoring.toml"
    file.write_text(SHARE.replace("0.1", share))
    tasks = read_tasks((ROOT / "settings" / "tasks", tmp_path / "tasks"))
    with pytest.raises(ScoringFileError, match=r"has the share .*; expected one such as 0\.05"):
        read_choices((ROOT / "settings" / "scoring.toml", file), tasks)
