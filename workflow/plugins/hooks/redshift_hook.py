"""Talks to the warehouse in Redshift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

from workflow.sql_paths import REDSHIFT

if TYPE_CHECKING:
    from amzn_review.redshift.session import RedshiftSession

REDSHIFT_CONNECTION = "redshift"
DEFAULT_PORT = 5439


class RedshiftHook(BaseHook):
    """The warehouse of connection `redshift`, which is of type postgres; its extra may have `sslmode`."""

    def __init__(self, connection_id: str = REDSHIFT_CONNECTION) -> None:
        super().__init__()
        self.connection_id = connection_id

    def session(self) -> RedshiftSession:
        """Sessions with the warehouse; none is open yet."""
        from amzn_review.redshift.session import (
            RedshiftAddress,
            RedshiftSession,
        )

        given = self.get_connection(self.connection_id)
        address = RedshiftAddress(
            host=given.host or "",
            port=given.port or DEFAULT_PORT,
            database=given.schema or "",
            user=given.login or "",
            password=given.password or "",
            sslmode=given.extra_dejson.get("sslmode", "prefer"),
        )
        return RedshiftSession(address, REDSHIFT)
