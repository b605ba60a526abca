"""The JSON objects that the two methods answer with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scoring_service.protocol.analyze_request import PROBABILITY, AnalyzeRequest
from scoring_service.protocol.suggest_request import SuggestRequest
from scoring_service.protocol.text_spans import Span, in_utf16


class AttributeAnswer(NamedTuple):
    """Probabilities, 0 to 1: `summary` of the whole text, `spans` of each of the request's spans."""

    summary: float
    spans: Sequence[float]


def analyze_body(
    request: AnalyzeRequest,
    spans: Sequence[Span],
    answers: Mapping[str, AttributeAnswer],
    languages: Sequence[str],
    detected: Sequence[str],
) -> dict[str, Any]:
    """Return the answer to an analysis; an attribute below its threshold is left out."""
    places = in_utf16(request.comment.text, spans)
    scores = {
        name: {
            "spanScores": [
                {"begin": place.begin, "end": place.end, "score": _score(value)}
                for place, value in zip(places, answer.spans, strict=True)
            ],
            "summaryScore": _score(answer.summary),
        }
        for name, answer in answers.items()
        if _reaches(answer.summary, request.thresholds[name])
    }
    body = {
        "attributeScores": scores,
        "languages": list(languages),
        "detectedLanguages": list(detected),
    }
    return _with_token(body, request.client_token)


def suggest_body(request: SuggestRequest, detected: Sequence[str]) -> dict[str, Any]:
    """Return the answer to a suggestion."""
    body = {"detectedLanguages": list(detected), "requestedLanguages": list(request.languages)}
    return _with_token(body, request.client_token)


def _score(value: float) -> dict[str, Any]:
    return {"value": value, "type": PROBABILITY}


def _reaches(value: float, threshold: float | None) -> bool:
    return threshold is None or value >= threshold


def _with_token(body: dict[str, Any], token: str) -> dict[str, Any]:
    return {**body, "clientToken": token} if token else body
