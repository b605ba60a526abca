"""`text-models serve`, `keys` and `doctor`, as a user types them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from scoring_service.keys.api_key import digest_of
from tests.conftest import PROJECT_ROOT
from tests.free_port import free_port
from tests.scoring_service.running_service import Running, running
from text_models.cli import main

COMMAND = Path(sys.executable).with_name("text-models")


def run(data_dir: Path, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, words, env={"DATA_DIR": str(data_dir)}, input=stdin)


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the command's own process."""
    port = free_port()
    environment = {**os.environ, "DATA_DIR": str(site), "POSTGRES_HOST": "127.0.0.1", "POSTGRES_PORT": "1"}
    log = (site.parent / "serve.log").open("w")
    with (
        log,
        subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)], cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log
        ) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield url
        process.terminate()
        process.wait(timeout=30)


def test_the_command_serves_and_its_log_holds_no_text(served: str, site: Path) -> None:
    body = {
        "comment": {"text": "nasty xyzzyplugh"}, "languages": ["en"], "requestedAttributes": {"TOXICITY": {}},
    }  # fmt: skip
    answer = httpx.post(
        f"{served}/v1alpha1/comments:analyze?key=a-key-that-is-unused", json=body, trust_env=False
    )
    assert (answer.status_code, list(answer.json()["attributeScores"])) == (200, ["TOXICITY"])
    log = (site.parent / "serve.log").read_text()
    assert re.search(r"INFO /v1alpha1/comments:analyze 200 \d+\.\d ms\n", log)
    assert "xyzzyplugh" not in log
    assert "a-key-that-is-unused" not in log


def test_a_doctor_names_what_is_not_trained(running_site: Running, site: Path) -> None:
    url = f"http://127.0.0.1:{running_site.port}"
    result = run(site, "doctor", url, "--requests", "2")
    head, *rows = [re.split(r"  +", line.strip()) for line in result.stdout.splitlines()]
    learn = "not trained: `text-models migration learn FILE`"
    assert head == ["attribute", "language", "answer", "p50 ms", "p99 ms"]
    assert [row[:3] for row in rows if row[-1] == "-"] == [
        ["INSULT", "en", "not trained: `text-models train untrained FILE`"],
        *([name, "en", learn] for name in ("PROFANITY", "SEVERE_TOXICITY", "SEXUALLY_EXPLICIT", "THREAT")),
    ]
    asked = [row for row in rows if row[-1] != "-" and len(row) > 1]
    assert [row[:2] for row in asked] == [
        ["IDENTITY_ATTACK", "en"], ["TOXICITY", "en"], ["TOXICITY", "ru"],
    ]  # fmt: skip
    assert all(0 < float(row[2]) < 1 for row in asked)
    # A busy machine may be slow; refused is none.
    assert (result.exit_code, result.stderr) == (0, "") or result.stderr.startswith("Error: 0 refused, ")


def test_a_doctor_fails_where_nothing_is_trained(tmp_path: Path) -> None:
    with running(tmp_path) as bare:
        result = run(tmp_path, "doctor", f"http://127.0.0.1:{bare.port}")
    assert (result.exit_code, result.stderr) == (
        1, "Error: No attribute has a model that is trained: see settings/scoring.toml.\n",
    )  # fmt: skip
    rows = [re.split(r"  +", line.strip()) for line in result.stdout.splitlines()]
    assert [row[2] for row in rows if row[:2] == ["TOXICITY", "en"]] == [
        "not trained: `text-models migration learn FILE` or `text-models train toxicity-en FILE`"
    ]


def test_a_doctor_says_when_nobody_answers(site: Path) -> None:
    result = run(site, "doctor", f"http://127.0.0.1:{free_port()}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("does not answer (ConnectError): start it or correct it.\n")


def test_keys_are_made_listed_and_revoked(tmp_path: Path) -> None:
    made = run(tmp_path, "keys", "add", "forum.example", "--origin", "https://forum.example")
    secret = made.stdout.strip()
    name = digest_of(secret)[:8]
    assert (made.exit_code, len(secret)) == (0, 46)
    assert made.stderr == f"Key {name} of community forum.example; it is not kept and not shown again:\n"
    given = run(tmp_path, "keys", "add", "other", "--stdin", stdin="AIzaSyA-a-key-of-a-client\n")
    assert (given.exit_code, given.stdout) == (0, "")
    again = run(tmp_path, "keys", "add", "third", "--stdin", stdin="AIzaSyA-a-key-of-a-client\n")
    assert again.exit_code == 1
    assert "is in" in again.stderr
    ended = run(tmp_path, "keys", "revoke", name)
    assert ended.stdout == f"Key {name} of community forum.example has ended.\n"
    assert run(tmp_path, "keys", "revoke", name).exit_code == 1
    listed = json.loads(run(tmp_path, "keys", "list", "--json").stdout)
    assert [(key["community"], key["origins"], key["revoked"] is None) for key in listed] == [
        ("forum.example", ["https://forum.example"], False), ("other", [], True),
    ]  # fmt: skip
    assert secret not in run(tmp_path, "keys", "list").stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("unsupported = 1", "`unsupported` is 1; expected error or drop."),
        ("suggestion = 'on'", "`suggestion` is not known; expected some of unsupported, "),
        ("requests_a_minute = 0", "`requests_a_minute` is 0; expected a whole number from 1."),
        ("[attributes.A]", "`attributes.A.models` must be a list of { task, label }."),
        ("[attributes.A]\nmodels = [{task = 'b'}]", "`attributes.A.models` names task 'b'; declared: "),
        ("[attributes.A]\nmodels = [{task = 'tags', label = 'b'}]", "names label 'b'; task tags has "),
        ("[attributes.A]\nmodels = []\naliases = ['INSULT']", "the name 'INSULT' of attribute A is taken, "),
        ("a = ", "is no readable TOML file ("),
    ],
)
def test_a_scoring_file_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, content: str, sentence: str
) -> None:
    (tmp_path / "scoring.toml").write_text(content)
    result = run(tmp_path, "serve", "--port", "0")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "scoring.toml" in result.stderr
    assert sentence in result.stderr
