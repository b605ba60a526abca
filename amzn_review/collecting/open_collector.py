"""A collector of a declared source, made of what the source's file says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from amzn_review.collecting.api_client import ApiClient
from amzn_review.collecting.collect_place import CollectPlace
from amzn_review.collecting.collector import Collector
from amzn_review.collecting.post_maker import PostMaker
from amzn_review.collecting.source import Source
from amzn_review.collecting.source_error import SourceFileError
from text_files.documents.accounts import Accounts
from text_files.documents.author_hash import AuthorHash


def open_collector(
    source: Source, tokens: Mapping[str, str], authors: AuthorHash, place: CollectPlace
) -> Collector:
    """The collector; `tokens` are the values of the environment variables that sources name.

    Raises SourceFileError: a token is needed and not set, or the accounts file names no author's field;
    AccountsError, UnreadableTextsError.
    """
    maker = PostMaker(source, authors, _accounts(source, authors))
    return Collector(source, ApiClient(source, token_of(source, tokens)), maker, place)


def token_of(source: Source, tokens: Mapping[str, str]) -> str | None:
    """The token of the source's variable, None where it needs none. Raises SourceFileError."""
    variable = source.token_variable
    token = tokens.get(variable, "").strip() if variable else ""
    if source.is_token_needed and not token:
        raise SourceFileError(
            f"Source {source.name} needs a token: set environment variable "
            f"{variable or '(name one by token_variable in its file)'} in the shell; it belongs in no file."
        )
    return token or None


def _accounts(source: Source, authors: AuthorHash) -> Accounts | None:
    if not source.accounts:
        return None
    if not source.fields.author:
        raise SourceFileError(
            f"Source {source.name}: `accounts` labels by author; name the `author` in [fields]."
        )
    return Accounts.read(Path(source.folder, source.accounts), authors)
