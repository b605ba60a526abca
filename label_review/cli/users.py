"""`label-review users`: who may review labels."""

from __future__ import annotations

import json
from typing import cast

import click

from label_review.cli.site import REVIEW_PORT, open_site
from labels.review_people import ROLES, Role
from settings import load_settings

port_option = click.option(
    "--port",
    type=click.IntRange(1024, 65_535),
    default=REVIEW_PORT,
    show_default=True,
    help="Port of the page.",
)


@click.group()
def users() -> None:
    """The people who may review labels, and how they sign in."""


@users.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice(ROLES), default="annotator", show_default=True, help="What they may do."
)
def add(name: str, role: str) -> None:
    """Add NAME, and print a token to sign in with: it is shown this once, only its hash is kept.

    A person who is there already gets the role and a new token; the old token and every open session end.

    \b
    Example:
        label-review users add ada --role admin
    """
    with open_site(load_settings()) as site, site.pool.transaction() as connection:
        token = site.accounts.add(connection, name, cast("Role", role))
    click.echo(token)


@users.command()
@click.argument("name")
@port_option
def link(name: str, port: int) -> None:
    """Print a link that signs NAME in once, within an hour.

    \b
    Example:
        label-review users link ada
    """
    with open_site(load_settings(), port=port) as site, site.pool.transaction() as connection:
        secret = site.accounts.link(connection, name)
    click.echo(f"{site.origin}/#link={secret}")


@users.command()
@click.argument("name")
def remove(name: str) -> None:
    """Keep NAME out from now on. What they decided stays.

    \b
    Example:
        label-review users remove ada
    """
    with open_site(load_settings()) as site, site.pool.transaction() as connection:
        site.accounts.remove(connection, name)
    click.echo(f"{name} may not sign in any more; every session is over.")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_users(*, as_json: bool) -> None:
    """Print who may review labels, with role and open sessions.

    \b
    Example:
        label-review users list
    """
    with open_site(load_settings()) as site, site.pool.transaction() as connection:
        rows = site.accounts.all(connection)
    if as_json:
        click.echo(json.dumps(rows, default=str))
    elif not rows:
        click.echo("Nobody may review labels yet: `label-review users add NAME` adds somebody.")
    for row in [] if as_json else rows:
        state = "removed" if row["removed_at"] else f"sessions: {row['sessions']}"
        click.echo(f"{row['name']:20}  {row['role']:11}  {state}")
