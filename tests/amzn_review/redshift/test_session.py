"""Sessions with Redshift, whatever the shell has set."""

from __future__ import annotations

from pathlib import Path

import pytest

from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.sql_catalog import SqlCatalog
from services.postgres.postgres_server import SUPERUSER, PostgresServer
from tests.hostile_shell import TEXTS
from tests.redshift_site import RedshiftSite


def test_a_session_states_utf8_itself(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before plain PostgreSQL: the stand-in would speak UTF-8 to anybody."""
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    (tmp_path / "asked.sql").write_text("select current_setting('client_encoding')")
    to = RedshiftAddress("127.0.0.1", server.port, "postgres", SUPERUSER, server.superuser_password)
    assert RedshiftSession(to, SqlCatalog(tmp_path)).run_file("asked.sql") == [("UTF8",)]


def test_texts_keep_their_bytes(
    redshift_site: RedshiftSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    (tmp_path / "keep.sql").write_text(
        "create table texts (body varchar(200) distkey); insert into texts values %(rows)s"
    )
    (tmp_path / "kept.sql").write_text("select body, octet_length(body) from texts order by 1")
    to = redshift_site.address
    session = RedshiftSession(
        RedshiftAddress(to.host, to.port, to.database, to.user, to.password), SqlCatalog(tmp_path)
    )
    with session.transaction() as transaction:
        transaction.run_many("keep.sql", [(body,) for body in TEXTS.values()])
    kept = sorted(session.run_file("kept.sql"))
    assert kept == sorted((body, len(body.encode())) for body in TEXTS.values())
