"""A request of `comments:suggestscore`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from scoring_service.protocol.analyze_request import ANSWERED_TYPES, MOST_ATTRIBUTES, PROBABILITY, SCORE_TYPES
from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.json_fields import (
    Fields,
    choice_of,
    fields_of,
    flag_of,
    list_of,
    map_of,
    number_of,
    offset_of,
)
from scoring_service.protocol.request_parts import COMMON_FIELDS, check_context, read_languages, read_token
from scoring_service.protocol.text_entry import TextEntry, read_comment
from scoring_service.protocol.text_spans import Span, from_utf16, whole_text

FIELDS = COMMON_FIELDS | {"attributeScores", "doNotStore"}
MOST_SPANS = 100


class SuggestedScore(NamedTuple):
    """A score, 0 to 1, that a client gives these code points of the comment; a summary is of all of them."""

    attribute: str
    span: Span
    value: float


@dataclass(frozen=True)
class SuggestRequest:
    """`scores`: one or more. `languages` is empty when they are to be detected."""

    comment: TextEntry
    scores: tuple[SuggestedScore, ...]
    languages: tuple[str, ...]
    is_stored: bool
    client_token: str
    community: str


def read_suggest(content: Mapping[str, Any]) -> SuggestRequest:
    """Return the request that a body's object holds. Raises ApiError, as the protocol names them."""
    request = fields_of(content, "The request", FIELDS)
    comment = read_comment(request)
    check_context(request)
    read_token(request, "sessionId")
    return SuggestRequest(
        comment=comment,
        scores=_scores(comment.text, request),
        languages=read_languages(request),
        is_stored=not flag_of(request, "doNotStore"),
        client_token=read_token(request, "clientToken"),
        community=read_token(request, "communityId"),
    )


def _scores(text: str, request: Fields) -> tuple[SuggestedScore, ...]:
    given = map_of(request, "attributeScores")
    if not given:
        raise ApiError('attributeScores is empty: suggest {"TOXICITY": {"summaryScore": {"value": 1}}}.')
    if len(given) > MOST_ATTRIBUTES:
        raise ApiError(f"attributeScores has {len(given)} attributes; expected at most {MOST_ATTRIBUTES}.")
    return tuple(score for name, value in given.items() for score in _scores_of(text, name, value))


def _scores_of(text: str, attribute: str, value: object) -> list[SuggestedScore]:
    where = f"attributeScores.{attribute[:60]}"
    fields = fields_of(value, where, ("summaryScore", "spanScores"))
    spans = list_of(fields, "spanScores")
    if len(spans) > MOST_SPANS:
        raise ApiError(f"{where} has {len(spans)} spans; expected at most {MOST_SPANS}.")
    found = [SuggestedScore(attribute, *_span_score(text, span, where)) for span in spans]
    if "summaryScore" in fields:
        found.insert(0, SuggestedScore(attribute, whole_text(text), _value(fields["summaryScore"], where)))
    if not found:
        raise ApiError(f"{where} has neither a summaryScore nor spanScores: give one.")
    return found


def _span_score(text: str, value: object, where: str) -> tuple[Span, float]:
    fields = fields_of(value, f"{where}.spanScores", ("begin", "end", "score"))
    begin, end = offset_of(fields, "begin"), offset_of(fields, "end")
    if begin is None or end is None:
        raise ApiError(f"{where}.spanScores has a span without begin and end: give both.")
    span = from_utf16(text, begin, end)
    if span is None:
        raise ApiError(
            f"{where}.spanScores has a span from {begin} to {end} that is no part of the comment: count "
            "UTF-16 code units of its text, end exclusive."
        )
    return span, _value(fields.get("score", {}), where)


def _value(score: object, where: str) -> float:
    fields = fields_of(score, f"{where}.score", ("value", "type"))
    if choice_of(fields, "type", SCORE_TYPES, PROBABILITY) not in ANSWERED_TYPES:
        raise ApiError(f"{where} has a score of another type than {PROBABILITY}: suggest a probability.")
    value = number_of(fields, "value")
    if value is None or not 0 <= value <= 1:
        raise ApiError(f"{where} has a score without a value from 0 to 1: 1 says yes, 0 says no.")
    return value
