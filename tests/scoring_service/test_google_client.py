"""Google's own client of its APIs, unchanged: it reads our discovery document and makes its methods of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httplib2
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.scoring_service.answer_schema import ANALYZED, SUGGESTED, check_form
from tests.scoring_service.running_service import Running
from tests.scoring_service.test_thin_path import own_score

TEXT = "What a nasty thing to say"


@pytest.fixture
def client(running_site: Running) -> Iterator[Any]:
    """As Perspective's own example builds it, but for the address."""
    with build(
        "commentanalyzer", "v1alpha1",
        developerKey="a-key",
        discoveryServiceUrl=f"http://127.0.0.1:{running_site.port}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
        http=httplib2.Http(proxy_info=None, timeout=30),
    ) as made:  # fmt: skip
        yield made


def asked(text: str, *attributes: str) -> dict[str, Any]:
    return {
        "comment": {"text": text},
        "languages": ["en"],
        "requestedAttributes": {name: {} for name in attributes},
    }


def test_analyze_and_suggestscore(client: Any, running_site: Running) -> None:
    answer = client.comments().analyze(body=asked(TEXT, "TOXICITY")).execute()
    check_form(answer, ANALYZED)
    score = answer["attributeScores"]["TOXICITY"]["summaryScore"]
    assert score == {"value": own_score(running_site, "en", TEXT), "type": "PROBABILITY"}

    suggested = {
        "comment": {"text": TEXT}, "languages": ["en"], "clientToken": "t-7",
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1.0}}},
    }  # fmt: skip
    answer = client.comments().suggestscore(body=suggested).execute()
    check_form(answer, SUGGESTED)
    assert answer["clientToken"] == "t-7"


def test_parts_of_an_answer(client: Any) -> None:
    answer = client.comments().analyze(body=asked(TEXT, "TOXICITY"), fields="languages").execute()
    assert answer == {"languages": ["en"]}


def test_an_error_carries_what_the_client_reads(client: Any) -> None:
    with pytest.raises(HttpError) as caught:
        client.comments().analyze(body=asked("", "TOXICITY")).execute()
    assert caught.value.resp.status == 400
    assert [detail["errorType"] for detail in caught.value.error_details] == ["COMMENT_EMPTY"]


def test_a_batch_answers_each_call_by_itself(client: Any, running_site: Running) -> None:
    answers: dict[str, Any] = {}

    def collect(request_id: str, answer: Any, error: HttpError | None) -> None:
        answers[request_id] = (
            error.resp.status if error else answer["attributeScores"]["TOXICITY"]["summaryScore"]
        )

    batch = client.new_batch_http_request(callback=collect)
    batch.add(client.comments().analyze(body=asked(TEXT, "TOXICITY")), request_id="nasty")
    batch.add(client.comments().analyze(body=asked("", "TOXICITY")), request_id="empty")
    batch.add(client.comments().analyze(body=asked(TEXT, "INSULT")), request_id="untrained")
    batch.execute()
    own = {"value": own_score(running_site, "en", TEXT), "type": "PROBABILITY"}
    assert answers == {"nasty": own, "empty": 400, "untrained": 400}
