"""What both methods take: languages, a context, tokens, and where the request comes from."""

from __future__ import annotations

import re

from scoring_service.protocol.api_error import ApiError
from scoring_service.protocol.json_fields import Fields, fields_of, list_of, text_of
from scoring_service.protocol.text_entry import read_entry

# https://www.rfc-editor.org/rfc/rfc5646#section-2.1, as far as its form goes
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
MOST_LANGUAGES = 10
LONGEST_TOKEN = 1_000
COMMON_FIELDS = frozenset({"comment", "context", "languages", "clientToken", "sessionId", "communityId"})


def read_languages(request: Fields) -> tuple[str, ...]:
    """Return the languages told, each once, none if they are to be detected. Raises ApiError."""
    found = list_of(request, "languages")
    if len(found) > MOST_LANGUAGES:
        raise ApiError(f"languages has {len(found)} entries; expected at most {MOST_LANGUAGES}.")
    if not all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in found):
        raise ApiError('languages has an entry that is no BCP 47 tag; expected such as "en" or "pt-BR".')
    return tuple(dict.fromkeys(found))


def check_context(request: Fields) -> None:
    """Check the context's form; no model reads it. Raises ApiError: both kinds are there, or damaged ones."""
    if "context" not in request:
        return
    context = fields_of(request["context"], "context", ("entries", "articleAndParentComment"))
    if len(context) > 1:
        raise ApiError("context has entries and articleAndParentComment; expected one of them.")
    for entry in list_of(context, "entries"):
        read_entry(entry, "context.entries")
    if "articleAndParentComment" in context:
        where = "context.articleAndParentComment"
        parts = fields_of(context["articleAndParentComment"], where, ("article", "parentComment"))
        for name, entry in parts.items():
            read_entry(entry, f"{where}.{name}")


def read_token(request: Fields, name: str) -> str:
    """Return a text that joins calls, empty when it is absent. Raises ApiError."""
    value = text_of(request, name)
    if len(value) > LONGEST_TOKEN:
        raise ApiError(f"{name} has {len(value):,} characters; expected at most {LONGEST_TOKEN:,}.")
    return value
