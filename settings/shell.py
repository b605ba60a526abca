"""What a shell has set that would change what our programs do, and what takes its place.

Which variables libpq reads: https://www.postgresql.org/docs/current/libpq-envars.html.
Which the interpreter reads: https://docs.python.org/3/using/cmdline.html#environment-variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# How one trusts a server of one's own, and is trusted. The embedded server needs none of it.
TRUST = ("PGSSL", "PGCHANNELBINDING", "PGREQUIREAUTH", "PGREQUIREPEER", "PGGSS", "PGKRBSRVNAME")
# Names of what was dropped, for a message about a server that cannot be reached.
DROPPED = "AMZN_REVIEW_DROPPED"
LOCALE = "C.UTF-8"
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
NO_PROXY = ("no_proxy", "NO_PROXY")
# Acts on the interpreter, on the loader of libraries, or sends loopback to a proxy. Of the proxies Amazon's
# library asks http_proxy and https_proxy alone; others would take all_proxy for loopback too.
DETOURS = ("PYTHON", "LD_", "DYLD_")
DETOUR_NAMES = ("all_proxy", "ALL_PROXY", "LANGUAGE")


def has_own_server(values: Mapping[str, str]) -> bool:
    """Whether a PostgreSQL or a Redshift is named that is not this checkout's own."""
    return any(values.get(name, "").strip() for name in ("POSTGRES_HOST", "AWS_REDSHIFT_HOST"))


def clean(shell: Mapping[str, str], *, has_own_server: bool) -> dict[str, str]:
    """The shell's variables without detours: our encoding, locale and time zone, loopback past any proxy.

    libpq's are dropped, because .env says where each database is; those of TRUST stay for a server of the
    user's own.
    """
    kept = {name: value for name, value in shell.items() if not _is_dropped(name, has_own_server)}
    kept = {name: value for name, value in kept.items() if not name.startswith("LC_")}
    if dropped := ignored_libpq_variables(shell, has_own_server=has_own_server):
        kept[DROPPED] = " ".join(dropped)
    bypass = _no_proxy(shell)
    return {
        **kept,
        "LANG": LOCALE,
        "LC_ALL": LOCALE,
        "TZ": "UTC",
        "PGCLIENTENCODING": "UTF8",
        **dict.fromkeys(NO_PROXY, bypass),
    }


def trust_variables(shell: Mapping[str, str]) -> list[str]:
    """Those of libpq's variables that are followed on the way to a server of the user's own, sorted."""
    return sorted(name for name, value in shell.items() if value and name.startswith(TRUST))


def ignored_libpq_variables(shell: Mapping[str, str], *, has_own_server: bool) -> list[str]:
    """Those that the shell has set and nothing follows, sorted; also those that were dropped already."""
    ignored = {
        name
        for name, value in shell.items()
        if value and name != "PGCLIENTENCODING" and _is_ignored_libpq(name, has_own_server)
    }
    return sorted({*ignored, *shell.get(DROPPED, "").split()})


def _is_dropped(name: str, has_own_server: bool) -> bool:
    return name.startswith(DETOURS) or name in DETOUR_NAMES or _is_ignored_libpq(name, has_own_server)


def _is_ignored_libpq(name: str, has_own_server: bool) -> bool:
    is_libpq = name.startswith("PG") and name.isalnum()
    return is_libpq and not (has_own_server and name.startswith(TRUST))


def _no_proxy(shell: Mapping[str, str]) -> str:
    """The hosts that no proxy stands before, the user's and ours; "*" stands for all, and alone."""
    words = [word.strip() for name in NO_PROXY for word in shell.get(name, "").split(",")]
    return "*" if "*" in words else ",".join(_distinct([*words, *LOOPBACK_HOSTS]))


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
