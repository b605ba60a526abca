"""`label-review serve`: the page."""

from __future__ import annotations

import getpass

import click

from label_review.cli.site import REVIEW_PORT, open_site
from labels.review_people import Role
from settings import load_settings

OWNER_ROLE: Role = "admin"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1024, 65_535),
    default=REVIEW_PORT,
    show_default=True,
    help="Port on 127.0.0.1; nothing listens elsewhere.",
)
@click.option(
    "--people",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How many decide each text; with two or more each decides blind.",
)
@click.option("--user", default=None, help="Whom the printed link signs in.  [default: your login name]")
def serve(port: int, people: int, user: str | None) -> None:
    """Serve the page on this machine, and print a link that signs you in once.

    The first time, USER is added as admin. Ctrl-C ends it; what was decided is in the warehouse.

    \b
    Example:
        label-review serve
    """
    import uvicorn

    from label_review.web.app import create_app
    from services.ports import LOOPBACK, require_free_port
    from services.postgres.databases import ensure_databases

    settings = load_settings()
    with open_site(settings, port=port, people=people) as site:
        require_free_port(port, wanted_by="the label review", variable="PORT")
        ensure_databases(settings)
        name = user or getpass.getuser()
        with site.pool.transaction() as connection:
            if not any(
                row["name"] == name and row["removed_at"] is None for row in site.accounts.all(connection)
            ):
                site.accounts.add(connection, name, OWNER_ROLE)
            secret = site.accounts.link(connection, name)
        click.echo(f"{site.origin}/#link={secret}")
        click.echo(f"The link signs {name} in once, within an hour. Ctrl-C ends the page.", err=True)
        uvicorn.run(create_app(site), host=LOOPBACK, port=port, log_level="warning", access_log=False)
