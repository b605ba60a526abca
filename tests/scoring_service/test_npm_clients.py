"""Two npm clients of the Perspective API, unchanged: their address is fixed; they come by `https_proxy`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.npm_packages import install_packages
from tests.scoring_service.answer_schema import ANALYZED, check_form
from tests.scoring_service.certificates import write_certificates
from tests.scoring_service.running_service import Running, running
from tests.scoring_service.test_thin_path import own_score

HOST = "commentanalyzer.googleapis.com"
LOCKED = Path(__file__).parent / "clients" / "npm"
CLIENTS = ("perspective-api-client", "@conversationai/perspectiveapi-js-client")
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both clients, of the versions and hashes that are locked."""
    return install_packages(LOCKED, tmp_path_factory.mktemp("npm") / "clients")


@pytest.fixture(scope="module")
def secure_site(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Running, dict[str, str]]]:
    """The toy site behind TLS under the fixed host's name, and what the clients' environment says of it."""
    made = write_certificates(tmp_path_factory.mktemp("tls"), HOST)
    with running(site, tls=(made.server, made.key)) as service:
        yield (
            service,
            {
                "PATH": os.environ["PATH"],
                "https_proxy": f"https://127.0.0.1:{service.port}",
                "NODE_EXTRA_CA_CERTS": str(made.authority),
            },
        )


@pytest.fixture
def ask(packages: Path, secure_site: tuple[Running, dict[str, str]]) -> Ask:
    """Let a client ask, in a process of its own; returns {"answer": …} or {"error": …}."""

    def asking(*words: str) -> Any:
        done = subprocess.run(
            ["node", "--no-deprecation", "ask.js", *words],
            cwd=packages, env=secure_site[1], capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return json.loads(done.stdout)

    return asking


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_gets_the_champions_own_numbers(
    client: str, ask: Ask, secure_site: tuple[Running, dict[str, str]]
) -> None:
    text = "What a nasty thing to say"
    answer = ask(client, text, "TOXICITY", "IDENTITY_ATTACK")["answer"]
    if client == "perspective-api-client":
        check_form(answer, ANALYZED)
        scores = {name: found["summaryScore"]["value"] for name, found in answer["attributeScores"].items()}
    else:
        scores = answer
    own = own_score(secure_site[0], "en", text)
    assert scores == {"TOXICITY": own, "IDENTITY_ATTACK": own}


def test_a_client_is_told_what_is_not_supported(ask: Ask) -> None:
    assert "INSULT" in ask("perspective-api-client", "What a nasty thing to say", "INSULT")["error"]
    refused = ask("@conversationai/perspectiveapi-js-client", "What a nasty thing", "INSULT")
    assert refused == {"error": "Error: Error: Request failed with status code 400"}


def test_a_stranger_who_answers_in_that_hosts_name_is_not_believed(
    packages: Path, secure_site: tuple[Running, dict[str, str]]
) -> None:
    """That the calls above were encrypted to this service: without its authority there is no answer."""
    unknowing = {name: value for name, value in secure_site[1].items() if name != "NODE_EXTRA_CA_CERTS"}
    done = subprocess.run(
        ["node", "--no-deprecation", "ask.js", CLIENTS[0], "text", "TOXICITY"],
        cwd=packages, env=unknowing, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "unable to verify" in json.loads(done.stdout)["error"]
