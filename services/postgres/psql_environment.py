"""What PostgreSQL's own prompt is told, beside the address in its arguments."""

from __future__ import annotations

from services.postgres.connection_parameters import EMBEDDED
from services.postgres.databases import DatabaseAddress
from settings import Settings
from settings.shell import clean, has_own_server

PROOF_OF_PLACE = {"PGSSLMODE": "sslmode", "PGGSSENCMODE": "gssencmode", "PGCHANNELBINDING": "channel_binding"}


def psql_environment(settings: Settings, address: DatabaseAddress, *, is_redshift: bool) -> dict[str, str]:
    """The shell's variables, for its pager and its editor, without those that lead elsewhere.

    The password goes by the environment: arguments are for everyone to read. Redshift is asked encrypted,
    the stand-in and the embedded server are not.
    """
    made = clean(settings.environment, has_own_server=has_own_server(settings.environment))
    is_ours = settings.redshift_named.is_embedded if is_redshift else address.is_embedded
    if is_ours:
        made |= {name: EMBEDDED[parameter] for name, parameter in PROOF_OF_PLACE.items()}
    elif is_redshift:
        made["PGSSLMODE"] = "require"
    return {**made, "PGPASSWORD": address.password}
