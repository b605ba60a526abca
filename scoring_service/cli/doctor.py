"""`text-models doctor`: is a scoring service well?"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from errors import SentenceError
from settings import load_settings

if TYPE_CHECKING:
    import httpx

# A known client gives up after so long: npm's perspective-api-client, by default.
CLIENT_TIMEOUT_MS = 300.0
COMMENT = "This is a comment of the doctor's, who wishes everybody a good day."
DASH = "-"
HEAD = ("attribute", "language", "answer", "p50 ms", "p99 ms")


class ServiceError(SentenceError):
    """A service that does not answer as it should."""


class Finding(NamedTuple):
    """What came of asking for an attribute in a language: a score or a refusal, and milliseconds.

    Without milliseconds it was not asked: nothing is trained.
    """

    attribute: str
    language: str
    answer: str
    is_good: bool
    milliseconds: tuple[float, ...]


@click.command()
@click.argument("url")
@click.option("--key", envvar="SCORING_KEY", help="A client's key; SCORING_KEY of the shell keeps it hidden.")
@click.option("--requests", default=20, show_default=True, type=click.IntRange(1), help="For each line.")
def doctor(url: str, key: str | None, requests: int) -> None:
    """Ask the service at URL for each attribute in each of its languages.

    Prints what each was answered with, and how long it took, beside the 300 ms after which a known client
    gives up; where nothing is trained, what trains it. The exit status is 1 when an attribute that is trained
    is refused, or is slower than that, and when none is trained.

    \b
    Example:
        text-models doctor http://127.0.0.1:8600
    """
    import httpx

    settings = load_settings()
    headers = {"X-Goog-Api-Key": key} if key else {}
    with reporting_errors(settings.data_dir):
        try:
            with httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client:
                found = [
                    Finding(attribute, language, f"not trained: {commands}", False, ())
                    if commands
                    else _ask(client, attribute, language, requests)
                    for (attribute, language), commands in _attributes(client).items()
                ]
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceError(
                f"{url} does not answer ({type(error).__name__}): start it or correct it."
            ) from None
    click.echo(plain_table(HEAD, [_cells(finding) for finding in found]))
    asked = [one for one in found if one.milliseconds]
    if not asked:
        raise click.ClickException("No attribute has a model that is trained: see settings/scoring.toml.")
    slow = [one for one in asked if one.is_good and _p99(one) > CLIENT_TIMEOUT_MS]
    refused = [one for one in asked if not one.is_good]
    if slow or refused:
        raise click.ClickException(
            f"{len(refused)} refused, {len(slow)} with a p99 above {CLIENT_TIMEOUT_MS:g} ms, of {len(asked)}."
        )
    click.echo(f"All {len(asked)} answer, each with a p99 below {CLIENT_TIMEOUT_MS:g} ms.")


def _attributes(client: httpx.Client) -> dict[tuple[str, str], str]:
    """Each attribute that has a model, with each language, and what trains one where none is trained.

    Raises ServiceError.
    """
    answer = client.get("/v1alpha1/attributes")
    content = _json(answer)
    if answer.status_code != 200 or not isinstance(content.get("attributes"), list):
        raise ServiceError(f"The service lists no attributes: {_refusal(answer)}")
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for attribute in content["attributes"]:
        for model in attribute["models"]:
            for language in model["languages"]:
                found.setdefault((attribute["name"], language), []).append(model)
    return {
        asked: "" if any(model["version"] for model in models) else _commands(models)
        for asked, models in found.items()
    }


def _commands(models: list[dict[str, Any]]) -> str:
    return " or ".join(f"`{model['command']}`" for model in models)


def _ask(client: httpx.Client, attribute: str, language: str, requests: int) -> Finding:
    body = {
        "comment": {"text": COMMENT},
        "languages": [language],
        "requestedAttributes": {attribute: {}},
        "doNotStore": True,
    }
    taken = []
    for _ in range(requests):
        began = time.perf_counter()
        answer = client.post("/v1alpha1/comments:analyze", json=body)
        taken.append((time.perf_counter() - began) * 1000)
    scores = _json(answer).get("attributeScores", {})
    is_good = answer.status_code == 200 and attribute in scores
    told = f"{scores[attribute]['summaryScore']['value']:.3f}" if is_good else _refusal(answer)
    return Finding(attribute, language, told, is_good, tuple(taken))


def _refusal(answer: httpx.Response) -> str:
    error = _json(answer).get("error", {})
    return f"{answer.status_code} {error.get('message', 'without a message')}"


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _p99(finding: Finding) -> float:
    """The 99th percentile, by nearest rank."""
    ordered = sorted(finding.milliseconds)
    return ordered[max(0, -(-len(ordered) * 99 // 100) - 1)]


def _cells(finding: Finding) -> tuple[str, ...]:
    if not finding.milliseconds:
        return finding.attribute, finding.language, finding.answer, DASH, DASH
    median = statistics.median(finding.milliseconds)
    return finding.attribute, finding.language, finding.answer, f"{median:.1f}", f"{_p99(finding):.1f}"
