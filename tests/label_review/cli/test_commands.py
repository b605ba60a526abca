"""`label-review users` and `serve` on a real warehouse."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import httpx
import psycopg
import pytest
from click.testing import CliRunner, Result

from label_review.cli import main
from tests.conftest import SERVER
from tests.free_port import free_port


@pytest.fixture
def shell(warehouse: psycopg.Connection) -> dict[str, str]:
    """The variables that name the warehouse of the test."""
    return {
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(SERVER.port),
        "POSTGRES_DB": warehouse.info.dbname,
        "POSTGRES_USER": warehouse.info.user,
        "POSTGRES_PASSWORD": SERVER.superuser_password,
    }


def run(shell: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=shell)


def test_people_are_added_listed_and_removed(shell: dict[str, str]) -> None:
    assert run(shell, "users", "list").stdout == (
        "Nobody may review labels yet: `label-review users add NAME` adds somebody.\n"
    )
    token = run(shell, "users", "add", "ada", "--role", "admin").stdout
    assert len(token.strip()) == 43
    link = run(shell, "users", "link", "ada", "--port", "8765").stdout
    assert link.startswith("http://127.0.0.1:8765/#link=")
    rows = json.loads(run(shell, "users", "list", "--json").stdout)
    assert [(row["name"], row["role"], row["removed_at"], row["sessions"]) for row in rows] == [
        ("ada", "admin", None, 0)
    ]
    assert (
        run(shell, "users", "remove", "ada").stdout
        == "ada may not sign in any more; every session is over.\n"
    )
    refused = run(shell, "users", "remove", "eve")
    assert (refused.exit_code, refused.stderr) == (
        1, "Error: There is no 'eve' who reviews labels: `label-review users list` has all.\n",
    )  # fmt: skip


def test_a_warehouse_without_the_tables_is_one_sentence(
    shell: dict[str, str], warehouse: psycopg.Connection
) -> None:
    warehouse.execute("drop table label_leases, label_tokens, label_users")
    warehouse.commit()
    refused = run(shell, "users", "list")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: The warehouse's tables are not there")


def test_the_page_is_served_and_its_link_signs_in(shell: dict[str, str]) -> None:
    port = free_port()
    command = [sys.executable, "-c", "from label_review.cli import main; main()"]
    words = ["serve", "--port", str(port), "--user", "ada"]
    with subprocess.Popen(
        [*command, *words], env={**os.environ, **shell}, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            origin, _, secret = server.stdout.readline().strip().partition("/#link=")
            assert origin == f"http://127.0.0.1:{port}"
            with httpx.Client(
                base_url=origin, headers={"Origin": origin}, transport=httpx.HTTPTransport(retries=8)
            ) as browser:
                page = browser.get("/")
                assert "<title>Label review</title>" in page.text
                answer = browser.post("/api/sign-in", json={"link": secret})
                assert (answer.status_code, answer.json()["name"], answer.json()["role"]) == (
                    200,
                    "ada",
                    "admin",
                )
                assert browser.get("/api/tasks").json() == []
            taken = run(shell, "serve", "--port", str(port))
            assert taken.exit_code == 1
            assert f"Port {port}, wanted by the label review, is taken by" in taken.stderr
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
