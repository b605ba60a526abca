"""Talks to the stream of arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk.bases.hook import BaseHook

if TYPE_CHECKING:
    from amzn_review.data_layout import DataLayout
    from amzn_review.streams.entry_log import EntryLog
    from amzn_review.streams.stream_source import StreamSource

STREAM_CONNECTION = "arrivals"


class StreamHook(BaseHook):
    """The stream of connection `arrivals`, as the settings STREAM_… describe it."""

    def __init__(self, connection_id: str = STREAM_CONNECTION) -> None:
        super().__init__()
        self.connection_id = connection_id

    def source(self, layout: DataLayout) -> StreamSource | None:
        """What a load brings its arrivals from; nothing is asked of the stream yet."""
        from amzn_review.streams.open_source import open_source

        given = self.get_connection(self.connection_id)
        return open_source(layout, **_settings(given), url=given.password or "")

    async def alog(self) -> EntryLog:
        """The stream, to look at and not to read."""
        from amzn_review.streams.open_source import open_log

        given = await self.aget_connection(self.connection_id)
        return open_log(**_settings(given), url=given.password or "", reader="")


def _settings(given: Any) -> dict[str, Any]:
    extra: dict[str, Any] = given.extra_dejson
    return extra
