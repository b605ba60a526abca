"""Commands in a shell that leads programs astray: by processes of their own, which is what it acts on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from services.postgres.databases import DatabaseAddress
from settings.shell import TRUST
from tests.amzn_review.load_site import LoadSite, packed
from tests.hostile_shell import EXPECTED, FOR_A_COMMAND, LIBPQ, STORED, TEXTS, review_file

# The server is the user's own, so that how it is trusted would be followed; it speaks no TLS.
HOSTILE = {name: value for name, value in FOR_A_COMMAND.items() if not name.startswith(TRUST)}
LATIN = "latin_by_command"


def command(shell: dict[str, str], *words: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [Path(sys.executable).with_name("amzn-review"), *words],
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **shell},
        input=stdin.encode(), capture_output=True, check=False, umask=0o377,
    )  # fmt: skip


def test_texts_are_loaded_byte_for_byte_and_shown_as_they_are(site: LoadSite, shell: dict[str, str]) -> None:
    site.put("reviews/lamps/čaj 😀.json.gz", packed(review_file()))
    loaded = command(HOSTILE | shell, "load", "--local")
    assert (loaded.returncode, loaded.stderr) == (0, b"")
    assert f"{len(TEXTS)} listed = {len(TEXTS)} loaded + 0 duplicate".encode() in loaded.stdout
    assert site.rows(STORED) == EXPECTED
    asked = "select review_text from reviews where reviewer_id = 'EMOJI'; show client_encoding"
    shown = command(HOSTILE | shell, "db", "shell", "--local", stdin=f"\\pset tuples_only\n{asked};\n")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert TEXTS["EMOJI"].encode() in shown.stdout
    assert b"UTF8" in shown.stdout


@pytest.mark.parametrize("name", sorted(set(LIBPQ) & set(HOSTILE)))
def test_no_variable_of_libpqs_leads_elsewhere(site: LoadSite, shell: dict[str, str], name: str) -> None:
    shown = command({name: LIBPQ[name], **shell}, "batches", "list")
    assert (shown.returncode, shown.stderr) == (0, b"")


@pytest.mark.parametrize("words", [("load", "--local"), ("db", "init", "--local")])
def test_a_database_of_another_encoding_is_refused_in_a_sentence_and_stays_empty(
    site: LoadSite, shell: dict[str, str], administrator: psycopg.Connection, words: tuple[str, ...]
) -> None:
    arrived = site.put("reviews/lamps/a.json.gz", packed(review_file()))
    administrator.execute(
        f"create database {LATIN} template template0 encoding 'LATIN1' locale 'C' locale_provider libc"
    )
    try:
        refused = command({**shell, "POSTGRES_DB": LATIN}, *words)
        assert (refused.returncode, refused.stdout) == (1, b"")
        assert refused.stderr.decode() == (
            f"Error: Database {LATIN} at 127.0.0.1:{site.address.port} has encoding LATIN1; expected UTF8, "
            "which holds every text as it was written. Nothing was written. Name another database in "
            "POSTGRES_DB, or rename this one and have it made again by CREATE DATABASE with ENCODING 'UTF8' "
            "TEMPLATE template0.\n"
        )
        to = site.address
        with DatabaseAddress(to.host, to.port, LATIN, to.user, to.password).open_door() as connection:
            found = connection.execute(
                "select relname from pg_class where relnamespace = 'public'::regnamespace"
            )
            assert found.fetchall() == []
        assert arrived.exists()
    finally:
        administrator.execute(f"drop database {LATIN} with (force)")
