"""A refusal in the form of the API: a code, a status, a sentence and `details[0].errorType`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from errors import SentenceError

DETAIL_TYPE = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"


class ErrorType(StrEnum):
    """The reasons that the protocol names; INVALID_REQUEST is every other one."""

    COMMENT_EMPTY = "COMMENT_EMPTY"
    COMMENT_TOO_LONG = "COMMENT_TOO_LONG"
    NO_REQUESTED_ATTRIBUTES = "NO_REQUESTED_ATTRIBUTES"
    LANGUAGE_DETECTION_FAILED = "LANGUAGE_DETECTION_FAILED"
    LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE = "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    RATE_LIMIT_EXCEEDED = "RATE_LIMIT_EXCEEDED"
    INVALID_REQUEST = "INVALID_REQUEST"


# HTTP's code by the status of google.rpc.Code: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
STATUSES = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "DEADLINE_EXCEEDED",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class ApiError(SentenceError):
    """A request that is not answered. `payload` stands beside errorType; `headers` go with the answer."""

    def __init__(
        self,
        message: str,
        error_type: ErrorType = ErrorType.INVALID_REQUEST,
        *,
        code: int = 400,
        payload: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.error_type = error_type
        self.code = code
        self.payload = dict(payload or {})
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """Return the JSON object that the client gets."""
        return {
            "error": {
                "code": self.code,
                "message": str(self),
                "status": STATUSES[self.code],
                "details": [{"@type": DETAIL_TYPE, "errorType": str(self.error_type), **self.payload}],
            }
        }


def language_not_supported(attribute: str, languages: list[str], advice: str) -> ApiError:
    """Return the refusal of an attribute that has no model for one of the languages."""
    return ApiError(
        f"Attribute {attribute} does not support request languages: {', '.join(languages)}. {advice}",
        ErrorType.LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE,
        payload={
            "languageNotSupportedByAttributeError": {"detectedLanguages": languages, "attribute": attribute}
        },
    )
