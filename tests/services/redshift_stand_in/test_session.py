"""Sessions through the stand-in: drivers, transactions, and clients that go in the middle."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import psycopg2
import pytest

from services.postgres.postgres_server import SUPERUSER, PostgresServer, program
from tests.free_port import free_port
from tests.redshift_site import ROLE, RedshiftSite
from tests.services.redshift_stand_in.copied_objects import part

PROJECT_ROOT = Path(__file__).resolve().parents[3]


def psql(site: RedshiftSite, statement: str) -> subprocess.CompletedProcess[str]:
    """Run psql of the embedded PostgreSQL against the stand-in."""
    address = site.address
    return subprocess.run(
        [program("psql"), "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", address.host,
         "-p", str(address.port), "-U", address.user, "-d", address.database, "-c", statement],
        env={"PGPASSWORD": address.password, "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_psql(redshift_site: RedshiftSite) -> None:
    made = psql(
        redshift_site, "create table t (a int distkey, b varchar(max)); insert into t values (1, 'é')"
    )
    assert (made.returncode, made.stdout) == (0, "")
    assert psql(redshift_site, "select a, b from t").stdout == "1|é\n"
    refused = psql(redshift_site, "insert into t values (2, 'b') returning a")
    assert refused.returncode == 1
    assert "ERROR:  Redshift has no RETURNING: query the rows afterwards." in refused.stderr


def test_it_speaks_utf8_whatever_the_client_asked_for(redshift_site: RedshiftSite) -> None:
    to = redshift_site.address
    connection = psycopg2.connect(
        host=to.host, port=to.port, dbname=to.database, user=to.user, password=to.password,
        client_encoding="LATIN1",
    )  # fmt: skip
    assert connection.encoding == "UTF8"
    with connection, connection.cursor() as cursor:
        cursor.execute("select %s, octet_length(%s)", ["é 😀", "é 😀"])
        assert cursor.fetchall() == [("é 😀", 7)]
    connection.close()


def test_it_says_what_redshift_says_of_itself(redshift_site: RedshiftSite) -> None:
    connection = redshift_site.connect()
    assert connection.server_version == 80_002
    assert connection.get_parameter_status("standard_conforming_strings") == "off"
    connection.close()


def test_a_wrong_password_is_refused(redshift_site: RedshiftSite) -> None:
    address = redshift_site.address
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(
            host=address.host, port=address.port, dbname=address.database, user=address.user, password="wrong"
        )


def test_psycopg_3_which_binds_on_the_server_is_refused(redshift_site: RedshiftSite) -> None:
    with redshift_site.address.connect() as connection:
        with pytest.raises(psycopg.errors.FeatureNotSupported, match="simple query protocol only"):
            connection.execute("select %s::int", [1])
        connection.rollback()
        # By the simple protocol, bound on the client, the same session goes on.
        with psycopg.ClientCursor(connection) as cursor:
            assert cursor.execute("select %s::int", [1]).fetchall() == [(1,)]


def test_parameters_with_backslashes_come_back_as_they_were(redshift_site: RedshiftSite) -> None:
    text = "a\\b'c\\\\'d\n%s"
    assert redshift_site.run("select %s", [text]) == [(text,)]


def test_statements_of_one_message_are_one_transaction(redshift_site: RedshiftSite) -> None:
    connection = redshift_site.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("create table t (a int)")
        with pytest.raises(psycopg2.Error, match="division by zero"):
            cursor.execute("insert into t values (1); select 1 / 0; insert into t values (2)")
        with pytest.raises(psycopg2.Error, match="Redshift has no RETURNING"):
            cursor.execute("insert into t values (1); insert into t values (2) returning a")
        cursor.execute("select count(*) from t")
        assert cursor.fetchone() == (0,)
        cursor.execute("insert into t values (1); insert into t values (2)")
        cursor.execute("select count(*) from t")
        assert cursor.fetchone() == (2,)
    connection.close()


def test_a_load_waits_for_the_other(redshift_site: RedshiftSite) -> None:
    redshift_site.run("create table turns (a int)")
    first = redshift_site.connect()
    first.cursor().execute("lock table turns")
    finished = threading.Event()

    def second() -> None:
        redshift_site.run("lock turns")
        finished.set()

    thread = threading.Thread(target=second)
    thread.start()
    with redshift_site.postgres.connect(autocommit=True) as connection:
        asked = "select count(*) from pg_locks where not granted"
        while connection.execute(asked).fetchone() != (1,):
            time.sleep(0.01)
    assert not finished.is_set()
    first.commit()
    thread.join(30)
    assert finished.is_set()
    first.close()


def test_a_client_that_goes_in_the_middle_of_a_copy_leaves_nothing(redshift_site: RedshiftSite) -> None:
    redshift_site.run("create table words (word varchar(1000))")
    part(redshift_site, "words/part-00000.json.gz", [{"word": "x" * 999}] * 40_000)
    url = redshift_site.bucket.url("words/")
    command = f"copy words from '{url}' iam_role '{ROLE}' json 'auto' gzip"
    connection = redshift_site.connect()
    connection.autocommit = True  # no transaction of the client's own, which would be rolled back in any case

    def ask() -> None:
        with pytest.raises(psycopg2.Error), connection.cursor() as cursor:
            cursor.execute(command)

    gone = threading.Thread(target=ask)
    gone.start()
    asked = "select count(*) from pg_stat_progress_copy where tuples_processed > 0"
    with redshift_site.postgres.connect(autocommit=True) as watcher:
        while watcher.execute(asked).fetchone() == (0,):
            time.sleep(0.002)
        # Half of the connection is enough: the driver is still in its call.
        with socket.socket(fileno=os.dup(connection.fileno())) as half:
            half.shutdown(socket.SHUT_RDWR)
        gone.join(30)
        while watcher.execute("select count(*) from pg_stat_progress_copy").fetchone() != (0,):
            time.sleep(0.01)
        assert watcher.execute("select count(*) from words").fetchone() == (0,)
    redshift_site.run(command)
    assert redshift_site.run("select count(*) from words") == [(40_000,)]


def test_as_a_program(server: PostgresServer, redshift_site: RedshiftSite) -> None:
    port, bucket = free_port(), redshift_site.bucket
    environment = {
        "STAND_IN_PORT": str(port),
        "STAND_IN_POSTGRES_HOST": "127.0.0.1",
        "STAND_IN_POSTGRES_PORT": str(server.port),
        "STAND_IN_POSTGRES_DB": redshift_site.postgres.database,
        "STAND_IN_POSTGRES_USER": SUPERUSER,
        "STAND_IN_POSTGRES_PASSWORD": server.superuser_password,
        "STAND_IN_S3_REGION": bucket.region,
        "STAND_IN_S3_ENDPOINT_URL": str(bucket.endpoint_url),
        "STAND_IN_S3_ACCESS_KEY_ID": str(bucket.access_key_id),
        "STAND_IN_S3_SECRET_ACCESS_KEY": str(bucket.secret_access_key),
        "PATH": os.defpath,
    }
    command = [sys.executable, "-m", "services.redshift_stand_in"]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment) as process:
        try:
            site = RedshiftSite(
                replace(redshift_site.address, port=port),
                redshift_site.postgres,
                bucket,
            )
            end = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < end:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            assert site.run("select 1 as one") == [(1,)]
            assert listens_on(process.pid) == {"127.0.0.1"}
        finally:
            process.terminate()


def listens_on(pid: int) -> set[str]:
    """The addresses on which a process listens."""
    listening = psutil.Process(pid).net_connections("inet")
    return {one.laddr.ip for one in listening if one.status == psutil.CONN_LISTEN}
