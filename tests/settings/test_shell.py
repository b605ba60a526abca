"""What of a shell a program of ours sees."""

from __future__ import annotations

import pytest

from settings.shell import clean, ignored_libpq_variables, trust_variables
from tests.hostile_shell import FOR_MAKE, LIBPQ, NOBODY_LISTENS

OURS = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PGCLIENTENCODING": "UTF8",
    "TZ": "UTC",
    "NO_PROXY": "127.0.0.1,localhost,::1",
    "no_proxy": "127.0.0.1,localhost,::1",
}
KEPT = {
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_PROFILE": "nobody",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    "EDITOR": "vi",
    "HTTPS_PROXY": f"http://{NOBODY_LISTENS}",
    "HTTP_PROXY": f"http://{NOBODY_LISTENS}",
    "PGADMIN_HOME": "/no/variable/of/libpq's",
    "http_proxy": f"http://{NOBODY_LISTENS}",
    "https_proxy": f"http://{NOBODY_LISTENS}",
}
OTHERS = {"EDITOR": "vi", "PGADMIN_HOME": "/no/variable/of/libpq's"}
TRUSTED = ["PGCHANNELBINDING", "PGREQUIREAUTH", "PGSSLMODE", "PGSSLNEGOTIATION"]


def test_without_a_server_of_the_users_own_nothing_of_libpqs_is_left() -> None:
    assert clean(FOR_MAKE | OTHERS, has_own_server=False) == {
        **OURS,
        **KEPT,
        "AMZN_REVIEW_DROPPED": " ".join(sorted(LIBPQ.keys() - {"PGCLIENTENCODING"})),
    }


def test_for_a_server_of_the_users_own_what_trusts_it_is_left() -> None:
    assert clean(FOR_MAKE | OTHERS, has_own_server=True) == {
        **OURS,
        **KEPT,
        **{name: LIBPQ[name] for name in TRUSTED},
        "AMZN_REVIEW_DROPPED": " ".join(sorted(LIBPQ.keys() - {"PGCLIENTENCODING", *TRUSTED})),
    }


def test_an_empty_shell_gets_what_is_ours() -> None:
    assert clean({}, has_own_server=False) == OURS


def test_what_was_cleaned_stays_as_it_is() -> None:
    once = clean(FOR_MAKE, has_own_server=True)
    assert clean(once, has_own_server=True) == once


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ({"no_proxy": "10.0.0.1, .example"}, "10.0.0.1,.example,127.0.0.1,localhost,::1"),
        ({"NO_PROXY": "a", "no_proxy": "b,127.0.0.1"}, "b,127.0.0.1,a,localhost,::1"),
        ({"no_proxy": "*"}, "*"),
        ({"NO_PROXY": "a,*"}, "*"),
        ({"no_proxy": ","}, "127.0.0.1,localhost,::1"),
    ],
)
def test_loopback_is_added_to_the_hosts_past_the_proxy(shell: dict[str, str], expected: str) -> None:
    cleaned = clean(shell, has_own_server=False)
    assert (cleaned["no_proxy"], cleaned["NO_PROXY"]) == (expected, expected)


def test_which_variables_of_libpqs_are_followed_and_which_are_not() -> None:
    shell = {
        "PGSSLMODE": "require",
        "PGSSLROOTCERT": "",
        "PGHOST": "db",
        "PGPORT": "",
        "PGCLIENTENCODING": "x",
    }
    assert trust_variables(shell) == ["PGSSLMODE"]
    assert ignored_libpq_variables(shell, has_own_server=True) == ["PGHOST"]
    assert ignored_libpq_variables(shell, has_own_server=False) == ["PGHOST", "PGSSLMODE"]
    cleaned = clean(shell, has_own_server=True)
    assert ignored_libpq_variables(cleaned, has_own_server=True) == ["PGHOST"]
