"""The warehouse in Redshift, as the settings name it."""

from __future__ import annotations

from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.sql_catalog import SqlCatalog
from settings import Settings


def redshift_session(settings: Settings) -> RedshiftSession:
    """A session that opens a connection when it is used; encrypted, but for the stand-in on this machine.

    Raises SettingsError when no Redshift is named.
    """
    to = settings.require_redshift()
    address = RedshiftAddress(
        to.host, to.port, to.database, to.user, to.password, "disable" if to.is_embedded else "require"
    )
    return RedshiftSession(address, SqlCatalog(settings.sql_dir, "redshift"))
