"""Champions are swapped while clients ask, and what is not there is told."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.scoring_service.running_service import running
from tests.scoring_service.toy_models import spite, train_spite
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.champion import write_champion
from text_models.versions.version_folder import VersionFolder

ANALYZE = "/v1alpha1/comments:analyze"
TEXTS = [f"They said a {word} thing number {number}" for number in range(10) for word in ("nasty", "lovely")]


@pytest.fixture
def own_site(site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(site, tmp_path / "data"))


def body_of(text: str, attribute: str = "TOXICITY") -> dict[str, object]:
    return {"comment": {"text": text}, "languages": ["en"], "requestedAttributes": {attribute: {}}}


def own_scores(models: Path, version: str) -> dict[str, float]:
    predictor = VersionPredictor.load(spite("en"), VersionFolder.read(models, version))
    answers = (predictor.predict([text])[0] for text in TEXTS)
    return {
        text: round(answer.probabilities["spiteful"], 6) for text, answer in zip(TEXTS, answers, strict=True)
    }


def test_no_request_is_lost_at_two_promotions_and_each_answer_is_its_versions_own(own_site: Path) -> None:
    models = own_site / "models" / "spite-en"
    (first,) = (path.name for path in models.glob("[!.]*") if path.is_dir())
    second, third = (train_spite(own_site / "models", "en", seed=seed) for seed in (2, 3))
    own = {version: own_scores(models, version) for version in (first, second, third)}
    asked: list[tuple[int, str, str, float]] = []
    is_over = False

    def ask(number: int) -> None:
        with httpx.Client(base_url=base, timeout=30, trust_env=False) as client:
            while not is_over:
                text = TEXTS[number % len(TEXTS)]
                number += 1
                answer = client.post(ANALYZE, json=body_of(text))
                version = answer.headers["x-model-versions"].removeprefix("TOXICITY=")
                score = answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"]
                asked.append((answer.status_code, version, text, score))

    with running(own_site) as service, ThreadPoolExecutor(4) as pool:
        base = str(service.client.base_url)
        clients = [pool.submit(ask, number) for number in range(4)]
        for version in (second, third):
            write_champion(models, version)
            deadline = time.monotonic() + 30
            while service.service.shelf.champions()["spite-en"] != version and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.5)
        is_over = True
        for client in clients:
            client.result()
        pinned = service.client.post(ANALYZE, json=body_of(TEXTS[0], f"TOXICITY@{first}")).json()
    assert {code for code, *_ in asked} == {200}
    assert {version for _, version, _, _ in asked} == {first, second, third}
    assert [score for *_, score in asked] == [own[version][text] for _, version, text, _ in asked]
    retired = pinned["attributeScores"][f"TOXICITY@{first}"]["summaryScore"]["value"]
    assert retired == own[first][TEXTS[0]]


def test_a_damaged_champion_leaves_the_one_before_it_in_place(own_site: Path) -> None:
    models = own_site / "models" / "spite-en"
    with running(own_site) as service:
        before = service.service.shelf.champions()
        (models / "champion.json").write_text('{"version": "none-such"}')
        (told,) = service.service.shelf.refresh()
        assert told.startswith("The champion of task spite-en cannot answer: There is no version 'none-such'")
        assert service.service.shelf.refresh() == []
        assert service.service.shelf.champions() == before
        assert service.client.post(ANALYZE, json=body_of(TEXTS[0])).status_code == 200


def test_with_nothing_trained_it_starts_and_says_what_to_do(own_site: Path) -> None:
    shutil.rmtree(own_site / "models")
    with running(own_site) as service:
        assert service.client.get("/healthz").status_code == 200
        ready = service.client.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"status": "no champion yet", "versions": {}})
        answer = service.client.post(ANALYZE, json=body_of(TEXTS[0]))
        assert (answer.status_code, answer.json()["error"]["message"]) == (
            400,
            "Attribute TOXICITY is not supported yet: task spite-en has no champion that has learned "
            "it. `text-models train spite-en FILE` trains one.",
        )
