"""The forms of the published answers as JSON schemas; the service knows nothing of them."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

_LANGUAGES = {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"}}
_SCORE = {
    "type": "object",
    "properties": {
        "value": {"type": "number", "minimum": 0, "maximum": 1},
        "type": {"const": "PROBABILITY"},
    },
    "required": ["value", "type"],
    "additionalProperties": False,
}
_SPAN = {
    "type": "object",
    "properties": {
        "begin": {"type": "integer", "minimum": 0},
        "end": {"type": "integer", "minimum": 1},
        "score": _SCORE,
    },
    "required": ["begin", "end", "score"],
    "additionalProperties": False,
}
_ATTRIBUTE = {
    "type": "object",
    "properties": {"summaryScore": _SCORE, "spanScores": {"type": "array", "minItems": 1, "items": _SPAN}},
    "required": ["summaryScore", "spanScores"],
    "additionalProperties": False,
}
ANALYZED = {
    "type": "object",
    "properties": {
        "attributeScores": {"type": "object", "additionalProperties": _ATTRIBUTE},
        "languages": {**_LANGUAGES, "minItems": 1},
        "detectedLanguages": _LANGUAGES,
        "clientToken": {"type": "string"},
    },
    "required": ["attributeScores", "languages", "detectedLanguages"],
    "additionalProperties": False,
}
SUGGESTED = {
    "type": "object",
    "properties": {
        "clientToken": {"type": "string"},
        "detectedLanguages": _LANGUAGES,
        "requestedLanguages": _LANGUAGES,
    },
    "required": ["detectedLanguages"],
    "additionalProperties": False,
}
_UNSUPPORTED = {
    "type": "object",
    "properties": {"detectedLanguages": _LANGUAGES, "attribute": {"type": "string", "minLength": 1}},
    "required": ["detectedLanguages", "attribute"],
    "additionalProperties": False,
}
_DETAIL = {
    "type": "object",
    "properties": {
        "@type": {"const": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"},
        "errorType": {
            "enum": [
                "COMMENT_EMPTY", "COMMENT_TOO_LONG", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
                "LANGUAGE_DETECTION_FAILED", "NO_REQUESTED_ATTRIBUTES", "INVALID_REQUEST",
                "RATE_LIMIT_EXCEEDED",
            ]
        },
        "languageNotSupportedByAttributeError": _UNSUPPORTED,
    },
    "required": ["@type", "errorType"],
    "additionalProperties": False,
    "if": {"properties": {"errorType": {"const": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"}}},
    "then": {"required": ["languageNotSupportedByAttributeError"]},
}  # fmt: skip
REFUSED = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "integer", "minimum": 400, "maximum": 599},
                "message": {"type": "string", "minLength": 1},
                "status": {"type": "string", "pattern": "^[A-Z_]+$"},
                "details": {"type": "array", "items": _DETAIL, "minItems": 1, "maxItems": 1},
            },
            "required": ["code", "message", "status", "details"],
            "additionalProperties": False,
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


def check_form(content: Any, schema: dict[str, Any]) -> None:
    """Raise jsonschema's ValidationError unless the content has the schema's form."""
    Draft202012Validator(schema).validate(content)
