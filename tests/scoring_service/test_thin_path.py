"""A client's request over a real socket, answered by a champion in the models' folder."""

from __future__ import annotations

import pytest

from tests.scoring_service.answer_schema import ANALYZED, SUGGESTED, check_form
from tests.scoring_service.running_service import Running
from tests.scoring_service.toy_models import spite
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.version_folder import VersionFolder

ANALYZE = "/v1alpha1/comments:analyze"


def own_score(running_site: Running, language: str, text: str) -> float:
    """What the champion itself says, asked without the service."""
    models = running_site.data_dir / "models" / f"spite-{language}"
    (name,) = (path.name for path in models.glob("[!.]*") if path.is_dir())
    predictor = VersionPredictor.load(spite(language), VersionFolder.read(models, name))
    return round(predictor.predict([text])[0].probabilities["spiteful"], 6)


def test_a_request_gets_the_champions_own_number(running_site: Running) -> None:
    text = "What a nasty thing to say to a gentle person"
    answer = running_site.client.post(
        ANALYZE,
        params={"key": "unused"},
        json={"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, "clientToken": "t-1"},
    )
    score = {"value": own_score(running_site, "en", text), "type": "PROBABILITY"}
    assert answer.json() == {
        "attributeScores": {
            "TOXICITY": {
                "summaryScore": score,
                "spanScores": [{"begin": 0, "end": len(text), "score": score}],
            }
        },
        "languages": ["en"],
        "detectedLanguages": ["en"],
        "clientToken": "t-1",
    }
    check_form(answer.json(), ANALYZED)
    (version,) = running_site.service.shelf.versions("spite-en")
    assert answer.headers["x-model-versions"] == f"TOXICITY={version}"


def test_sentences_are_spans_in_utf16(running_site: Running) -> None:
    text = "😀 A gentle one. A nasty, hateful one!"
    answer = running_site.client.post(
        ANALYZE,
        json={
            "comment": {"text": text},
            "languages": ["en"],
            "requestedAttributes": {"TOXICITY": {}},
            "spanAnnotations": True,
        },
    ).json()
    check_form(answer, ANALYZED)
    spans = answer["attributeScores"]["TOXICITY"]["spanScores"]
    assert [(span["begin"], span["end"], span["score"]["value"]) for span in spans] == [
        (0, 16, own_score(running_site, "en", "😀 A gentle one.")),
        (17, 38, own_score(running_site, "en", "A nasty, hateful one!")),
    ]


def test_each_language_has_its_champion_and_a_mixed_text_the_higher_score(running_site: Running) -> None:
    text = "nasty злобный"

    def value(*languages: str) -> float:
        answer = running_site.client.post(
            ANALYZE,
            json={
                "comment": {"text": text},
                "languages": languages,
                "requestedAttributes": {"TOXICITY": {}},
            },
        ).json()
        return float(answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"])

    english, russian = own_score(running_site, "en", text), own_score(running_site, "ru", text)
    assert (value("en"), value("ru"), value("ru", "en")) == (english, russian, max(english, russian))
    assert english != russian


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ({"TOXICITY_EXPERIMENTAL": {}}, ["TOXICITY_EXPERIMENTAL"]),
        ({"TOXICITY": {"scoreThreshold": 1}, "IDENTITY_ATTACK": None}, ["IDENTITY_ATTACK"]),
        ({"TOXICITY": {"scoreThreshold": 1}}, []),
        ({"TOXICITY@{version}": {"scoreType": "PROBABILITY"}}, ["TOXICITY@{version}"]),
    ],
)
def test_names_thresholds_and_versions(
    running_site: Running, asked: dict[str, object], answered: list[str]
) -> None:
    (version,) = running_site.service.shelf.versions("spite-en")
    answer = running_site.client.post(
        ANALYZE,
        json={
            "comment": {"text": "A nasty and hateful one."},
            "languages": ["en"],
            "requestedAttributes": {name.format(version=version): value for name, value in asked.items()},
        },
    )
    assert list(answer.json()["attributeScores"]) == [name.format(version=version) for name in answered]


def test_what_is_not_supported_is_dropped_where_that_is_asked(running_site: Running) -> None:
    body = {
        "comment": {"text": "A nasty and hateful one."},
        "languages": ["ru"],
        "requestedAttributes": {"TOXICITY": {}, "IDENTITY_ATTACK": {}, "THREAT": {}, "NONE_SUCH": {}},
        "dropUnsupportedAttributes": True,
    }
    answer = running_site.client.post(ANALYZE, json=body)
    assert (answer.status_code, list(answer.json()["attributeScores"])) == (200, ["TOXICITY"])


def test_fields_name_the_parts_of_an_answer(running_site: Running) -> None:
    answer = running_site.client.post(
        ANALYZE,
        params={"fields": "attributeScores/TOXICITY/spanScores(begin,end),languages", "alt": "json"},
        json={"comment": {"text": "nasty"}, "languages": ["en"], "requestedAttributes": {"TOXICITY": {}}},
    )
    assert answer.json() == {
        "attributeScores": {"TOXICITY": {"spanScores": [{"begin": 0, "end": 5}]}},
        "languages": ["en"],
    }


def test_a_suggestion_is_answered_and_on_the_disk(running_site: Running) -> None:
    body = {
        "comment": {"text": "They were being nasty again, I must say."},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "clientToken": "t-2",
        "communityId": "forum",
    }
    before = len(running_site.service.learning.spool.waiting())
    answer = running_site.client.post("/v1alpha1/comments:suggestscore", json=body)
    assert answer.json() == {"detectedLanguages": ["en"], "requestedLanguages": [], "clientToken": "t-2"}
    check_form(answer.json(), SUGGESTED)
    assert len(running_site.service.learning.spool.waiting()) == before + 1
    stored_not = running_site.client.post(
        "/v1alpha1/comments:suggestscore", json={**body, "doNotStore": True}
    )
    assert (stored_not.status_code, len(running_site.service.learning.spool.waiting())) == (200, before + 1)
