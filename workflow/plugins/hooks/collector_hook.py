"""Talks of what a collector may know: tokens, and the key that hashes authors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowFailException

if TYPE_CHECKING:
    from text_files.documents.author_hash import AuthorHash

COLLECTOR_CONNECTION = "collector"


class CollectorHook(BaseHook):
    """Connection `collector`: its password is the key, its extra has the tokens by name of their variable."""

    def authors(self) -> AuthorHash:
        """The hash by which `documents add` hashes authors too. Raises AirflowFailException without a key."""
        from text_files.documents.author_hash import AuthorHash

        key = self.get_connection(COLLECTOR_CONNECTION).password
        if not key:
            raise AirflowFailException(
                f"Airflow's connection {COLLECTOR_CONNECTION!r} has no password, which is the key of "
                "authors' hashes: start Airflow by `make local`, or give the connection one."
            )
        return AuthorHash(key)

    def tokens(self) -> Mapping[str, str]:
        """The tokens of all sources."""
        found: Mapping[str, str] = self.get_connection(COLLECTOR_CONNECTION).extra_dejson.get("tokens", {})
        return found
