"""A request of `comments:analyze`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring_service.protocol.api_error import ApiError, ErrorType
from scoring_service.protocol.json_fields import Fields, choice_of, fields_of, flag_of, map_of, number_of
from scoring_service.protocol.request_parts import COMMON_FIELDS, check_context, read_languages, read_token
from scoring_service.protocol.text_entry import TextEntry, read_comment

PROBABILITY = "PROBABILITY"
SCORE_TYPES = (PROBABILITY, "STD_DEV_SCORE", "PERCENTILE", "RAW", "SCORE_TYPE_UNSPECIFIED")
ANSWERED_TYPES = (PROBABILITY, "SCORE_TYPE_UNSPECIFIED")
MOST_ATTRIBUTES = 50
FIELDS = COMMON_FIELDS | {
    "requestedAttributes", "spanAnnotations", "doNotStore", "dropUnsupportedAttributes",
}  # fmt: skip


@dataclass(frozen=True)
class AnalyzeRequest:
    """`thresholds`: the attributes asked for as they were named, and below which score each is left out.

    `languages` is empty when they are to be detected. Nothing of an analysis is stored, so that `doNotStore`
    changes nothing.
    """

    comment: TextEntry
    thresholds: Mapping[str, float | None]
    languages: tuple[str, ...]
    has_annotations: bool
    drops_unsupported: bool
    client_token: str


def read_analyze(content: Mapping[str, Any]) -> AnalyzeRequest:
    """Return the request that a body's object holds. Raises ApiError, as the protocol names them."""
    request = fields_of(content, "The request", FIELDS)
    comment = read_comment(request)
    check_context(request)
    read_token(request, "sessionId")
    read_token(request, "communityId")
    flag_of(request, "doNotStore")
    return AnalyzeRequest(
        comment=comment,
        thresholds=_thresholds(request),
        languages=read_languages(request),
        has_annotations=flag_of(request, "spanAnnotations"),
        drops_unsupported=flag_of(request, "dropUnsupportedAttributes"),
        client_token=read_token(request, "clientToken"),
    )


def _thresholds(request: Fields) -> dict[str, float | None]:
    asked = map_of(request, "requestedAttributes")
    if not asked:
        raise ApiError(
            'No attribute is requested: name one in requestedAttributes, such as {"TOXICITY": {}}.',
            ErrorType.NO_REQUESTED_ATTRIBUTES,
        )
    if len(asked) > MOST_ATTRIBUTES:
        raise ApiError(f"{len(asked)} attributes are requested; expected at most {MOST_ATTRIBUTES}.")
    return {name: _threshold(name, {} if value is None else value) for name, value in asked.items()}


def _threshold(name: str, value: object) -> float | None:
    fields = fields_of(value, f"requestedAttributes.{name[:60]}", ("scoreType", "scoreThreshold"))
    score_type = choice_of(fields, "scoreType", SCORE_TYPES, PROBABILITY)
    if score_type not in ANSWERED_TYPES:
        raise ApiError(f"scoreType is {score_type}; only {PROBABILITY} is answered: ask for that.")
    return number_of(fields, "scoreThreshold")
