"""`text-models keys`: who may ask the scoring service."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import load_settings

HEAD = ("key", "community", "made", "origins", "requests a minute", "revoked")
DASH = "-"


@click.group()
def keys() -> None:
    """Keys of the scoring service's clients.

    While there is none, the service answers its own machine without one. From the first key on every client
    needs one. Only hashes are kept, in scoring/keys.json of DATA_DIR; a running service follows a change
    within a second.
    """


@keys.command(name="add")
@click.argument("community")
@click.option(
    "--origin", "origins", multiple=True, metavar="URL", help="A page's origin, for scripts; repeatable."
)
@click.option("--requests-a-minute", type=click.IntRange(1), help="Limit. Default: that of scoring.toml.")
@click.option(
    "--stdin", "is_given", is_flag=True, help="Take the key from standard input, such as an old one."
)
def add_command(
    community: str, origins: tuple[str, ...], requests_a_minute: int | None, *, is_given: bool
) -> None:
    """Make a key for COMMUNITY, and print it once.

    Labels that its clients suggest belong to that community. With --stdin the clients keep the key that they
    have.

    \b
    Example:
        text-models keys add forum.example --origin https://forum.example
    """
    from scoring_service.keys.api_key import ApiKey, new_secret
    from scoring_service.keys.key_file import add_key

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        secret = sys.stdin.readline().strip() if is_given else new_secret()
        key = ApiKey.of(secret, community, origins, requests_a_minute)
        add_key(_file(settings.scoring_dir), key)
    click.echo(f"Key {key.name} of community {key.community}; it is not kept and not shown again:", err=True)
    if not is_given:
        click.echo(secret)


@keys.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_keys(*, as_json: bool) -> None:
    """The keys that were made, without the keys themselves.

    \b
    Example:
        text-models keys list
    """
    from scoring_service.keys.key_file import read_keys

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        known = read_keys(_file(settings.scoring_dir))
    if as_json:
        records = [
            {name: value for name, value in key.as_json().items() if name != "digest"} for key in known
        ]
        click.echo(json.dumps(records))
        return
    rows: list[tuple[str, ...]] = [
        (
            key.name, key.community, key.made, ", ".join(key.origins) or DASH,
            str(key.requests_a_minute or DASH), key.revoked or DASH,
        )
        for key in known
    ]  # fmt: skip
    click.echo(plain_table(HEAD, rows))


@keys.command(name="revoke")
@click.argument("key")
def revoke_command(key: str) -> None:
    """End KEY, by the name that `list` shows.

    \b
    Example:
        text-models keys revoke 1f3c9a20
    """
    from scoring_service.keys.key_file import revoke_key

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        ended = revoke_key(_file(settings.scoring_dir), key)
    click.echo(f"Key {ended.name} of community {ended.community} has ended.")


def _file(folder: Path) -> Path:
    return folder / "keys.json"
