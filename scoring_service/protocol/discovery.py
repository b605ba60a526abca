"""The discovery document of this service, by which Google's clients learn its methods.

Form: https://developers.google.com/discovery/v1/reference/apis
"""

from __future__ import annotations

import re
from typing import Any

from scoring_service.protocol.text_entry import TEXT_TYPES

NAME, VERSION = "commentanalyzer", "v1alpha1"
SCORE_TYPES = ["SCORE_TYPE_UNSPECIFIED", "PROBABILITY", "STD_DEV_SCORE", "PERCENTILE", "RAW"]
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_BOOLEAN = {"type": "boolean"}
_INTEGER = {"type": "integer", "format": "int32"}
_FLOAT = {"type": "number", "format": "float"}


def root_url(scheme: str, host: str, default: str) -> str:
    """Return the address that was asked, with a slash at its end; `default` for a host that is none."""
    return f"{scheme}://{host if _HOST.fullmatch(host) else default}/"


def discovery_document(root: str) -> dict[str, Any]:
    """Return the document of the service at `root`, an address that ends in a slash."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"{NAME}:{VERSION}",
        "name": NAME,
        "version": VERSION,
        "revision": "1",
        "title": "Perspective Comment Analyzer API",
        "description": "Scores of comments by this installation's own models.",
        "protocol": "rest",
        "rootUrl": root,
        "servicePath": "",
        "baseUrl": root,
        "basePath": "",
        "batchPath": "batch",
        "parameters": _parameters(),
        "schemas": _schemas(),
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method("analyze", "AnalyzeComment"),
                    "suggestscore": _method("suggestscore", "SuggestCommentScore"),
                }
            }
        },
    }


def _method(name: str, message: str) -> dict[str, Any]:
    path = f"{VERSION}/comments:{name}"
    return {
        "id": f"{NAME}.comments.{name}",
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": f"{message}Request"},
        "response": {"$ref": f"{message}Response"},
    }


def _parameters() -> dict[str, Any]:
    texts = {
        "key": "API key.",
        "fields": "Selector of the parts of an answer.",
        "quotaUser": "Not used here.",
        "access_token": "Taken as a key.",
        "$.xgafv": "Not used here.",
    }
    return {
        **{
            name: {"type": "string", "location": "query", "description": text} for name, text in texts.items()
        },
        "alt": {"type": "string", "location": "query", "default": "json", "enum": ["json"]},
        "prettyPrint": {"type": "boolean", "location": "query", "default": "true"},
    }


def _schemas() -> dict[str, Any]:
    text, scores = {"$ref": "TextEntry"}, {"$ref": "AttributeScores"}
    common: dict[str, Any] = {
        "comment": text,
        "context": {"$ref": "Context"},
        "languages": _STRINGS,
        "clientToken": _STRING,
        "sessionId": _STRING,
        "communityId": _STRING,
    }
    return dict(
        (
            _schema("TextEntry", text=_STRING, type={"type": "string", "enum": sorted(TEXT_TYPES)}),
            _schema("ArticleAndParentComment", article=text, parentComment=text),
            _schema(
                "Context",
                entries={"type": "array", "items": text},
                articleAndParentComment={"$ref": "ArticleAndParentComment"},
            ),
            _schema("Score", value=_FLOAT, type={"type": "string", "enum": SCORE_TYPES}),
            _schema("SpanScore", begin=_INTEGER, end=_INTEGER, score={"$ref": "Score"}),
            _schema(
                "AttributeScores",
                summaryScore={"$ref": "Score"},
                spanScores={"type": "array", "items": {"$ref": "SpanScore"}},
            ),
            _schema(
                "AttributeParameters",
                scoreType={"type": "string", "enum": SCORE_TYPES},
                scoreThreshold=_FLOAT,
            ),
            _schema(
                "AnalyzeCommentRequest",
                **common,
                requestedAttributes=_map_of({"$ref": "AttributeParameters"}),
                spanAnnotations=_BOOLEAN,
                doNotStore=_BOOLEAN,
                dropUnsupportedAttributes=_BOOLEAN,
            ),
            _schema(
                "AnalyzeCommentResponse",
                attributeScores=_map_of(scores),
                languages=_STRINGS,
                detectedLanguages=_STRINGS,
                clientToken=_STRING,
            ),
            _schema("SuggestCommentScoreRequest", **common, attributeScores=_map_of(scores)),
            _schema(
                "SuggestCommentScoreResponse",
                clientToken=_STRING,
                detectedLanguages=_STRINGS,
                requestedLanguages=_STRINGS,
            ),
        )
    )


def _schema(name: str, **properties: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return name, {"id": name, "type": "object", "properties": properties}


def _map_of(entry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": entry}
