"""What every connection of ours tells libpq, so that no variable of the shell decides it instead.

A parameter that is stated wins over its variable: https://www.postgresql.org/docs/current/libpq-envars.html.
PGSERVICE, PGTZ and PGDATESTYLE have no parameter that would: a command drops those, see settings/shell.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from services.ports import LOOPBACK
from settings.shell import ignored_libpq_variables, trust_variables
from storage.databases.database_encoding import ENCODING

ANY_SERVER = {"client_encoding": ENCODING, "options": ""}
# It listens on loopback alone and speaks neither TLS nor GSS.
EMBEDDED = {
    **ANY_SERVER,
    "hostaddr": LOOPBACK,
    "sslmode": "disable",
    "sslnegotiation": "postgres",
    "gssencmode": "disable",
    "channel_binding": "disable",
    "require_auth": "scram-sha-256",
}
# By SQLAlchemy's driver, what it takes in a URI. asyncpg speaks UTF-8 and nothing else.
IN_URI = {"asyncpg": {}, "": {"client_encoding": ENCODING}}
IN_URI_EMBEDDED = {"asyncpg": {"ssl": "disable"}, "": {"client_encoding": ENCODING, "sslmode": "disable"}}


def query_of(scheme: str, *, is_embedded: bool, more: Mapping[str, str]) -> str:
    """The query of a URI of this scheme, such as "postgresql+psycopg2", with its question mark; or ""."""
    known = IN_URI_EMBEDDED if is_embedded else IN_URI
    parameters = {**known.get(scheme.partition("+")[2], known[""]), **more}
    return f"?{urlencode(parameters)}" if parameters else ""


def shell_sentence(environment: Mapping[str, str]) -> str:
    """Which of libpq's variables are set, and had a part in a connection to the user's own server; or ""."""
    followed = trust_variables(environment)
    ignored = ignored_libpq_variables(environment, has_own_server=True)
    sentence = ""
    if followed:
        sentence += f" The shell's {', '.join(followed)} {_is(followed)} followed."
    if ignored:
        sentence += (
            f" The shell's {', '.join(ignored)} {_is(ignored)} not followed: "
            "the settings above say where the server is."
        )
    return sentence


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
