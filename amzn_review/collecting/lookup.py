"""Whether collected posts are still at their source: what is not there any more was deleted."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from amzn_review.collecting.api_client import ApiClient
from amzn_review.collecting.json_path import list_at, value_at
from amzn_review.collecting.source import Lookup, Source
from amzn_review.collecting.source_error import RequestRefusedError, SourceError, SourceFileError

ENOUGH = 20  # so many that all are gone is more likely a fault of the question than their authors' wish
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def gone_posts(source: Source, client: ApiClient, ids: Sequence[str]) -> list[str]:
    """Those of the ids that the source has no more, in their order.

    Raises SourceFileError: the source does not say how to ask; SourceError, also when none of twenty posts or
    more is found; then nothing is known of any.
    """
    lookup = source.lookup
    if lookup is None:
        raise SourceFileError(
            f"Source {source.name} does not say how to look posts up: add [lookup] to its file."
        )
    with client.open():
        if lookup.ids:
            gone = [
                it for some in _batches(ids, lookup.most_ids) for it in _missing(source, client, lookup, some)
            ]
        else:
            gone = [external_id for external_id in ids if _is_gone(source, client, lookup, external_id)]
    if len(gone) == len(ids) >= ENOUGH:
        raise SourceError(
            f"Source {source.name} knows none of {len(ids):,} posts: nothing was noted as deleted. Compare "
            "[lookup] with the API's documentation, and what the token may read."
        )
    return gone


def _batches(ids: Sequence[str], most: int) -> list[Sequence[str]]:
    return [ids[start : start + most] for start in range(0, len(ids), most)]


def _missing(source: Source, client: ApiClient, lookup: Lookup, ids: Sequence[str]) -> list[str]:
    """Those that one answer for all of them does not hold."""
    asked: str | list[str] = lookup.join.join(ids) if lookup.join else list(ids)
    content = client.page(source.filled(lookup.address, is_quoted=True), {lookup.ids or "": asked})
    records = list_at(content, lookup.at)
    if records is None:
        raise SourceError(
            f"Source {source.name} sent no list of posts at {lookup.at or 'its top'!r}: compare [lookup] "
            "with the API's documentation."
        )
    found = {str(value_at(record, source.fields.external_id)) for record in records}
    return [external_id for external_id in ids if external_id not in found]


def _is_gone(source: Source, client: ApiClient, lookup: Lookup, external_id: str) -> bool:
    try:
        client.page(source.filled(lookup.address, is_quoted=True, id=external_id), {})
    except RequestRefusedError as error:
        if error.status in _GONE:
            return True
        raise
    return False
