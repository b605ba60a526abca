"""`amzn-review documents recheck`: are collected posts still at their source?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from amzn_review.cli.documents.collect import honour_waiting, place_of
from console.command_errors import reporting_errors
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.collecting.source import Source


@click.command(
    epilog="""
    Asks for the newest posts of SOURCE that are loaded, as its [lookup] says: one by one at Mastodon, up to a
    hundred at once elsewhere. A post that is gone leaves documents, labels and scores, and is not loaded
    again. The files in raw/ keep what they hold: docs/collecting.md.

    \b
    Example:
        amzn-review documents recheck lamps
        amzn-review documents recheck lamps --most 5000
    """
)
@click.argument("source")
@click.option("--most", default=1_000, type=click.IntRange(min=1), show_default=True, help="How many posts.")
@click.option("--redshift", is_flag=True, help="Those in Redshift, not in PostgreSQL.")
def recheck(source: str, *, most: int, redshift: bool) -> None:
    """Take posts of SOURCE out that were deleted there."""
    from amzn_review.collecting.api_client import ApiClient
    from amzn_review.collecting.lookup import gone_posts
    from amzn_review.collecting.open_collector import token_of
    from amzn_review.collecting.source_files import read_source
    from amzn_review.documents.deletions import deletion_key, deletion_lines

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        declared = read_source(settings.source_dirs, source, settings.task_dirs)
        client = ApiClient(declared, token_of(declared, settings.environment))
        place = place_of(settings, redshift=redshift, starts=True)
        ids = _collected(settings, declared, most, redshift=redshift)
        gone = gone_posts(declared, client, ids)
        if gone:
            lines = deletion_lines(gone, declared.original)
            place.deliver(deletion_key(declared.task, f"{declared.name}-recheck", lines), lines)
    click.echo(f"{len(ids):,} posts of source {source} were looked up; {len(gone):,} are gone.")
    honour_waiting(settings, redshift=redshift)


def _collected(settings: Settings, source: Source, most: int, *, redshift: bool) -> list[str]:
    parameters = {"task": source.task, "original": source.original, "most": most}
    name = "documents/collected_ids.sql"
    if redshift:
        from amzn_review.cli.redshift_warehouse import redshift_session

        return [external_id for (external_id,) in redshift_session(settings).run_file(name, parameters)]
    from amzn_review.postgres.migrations import migrate
    from amzn_review.postgres.sql_transaction import sql_transaction
    from services.airflow.airflow_parts import bring_up_databases
    from services.postgres.databases import warehouse_address

    bring_up_databases(settings)
    connect = warehouse_address(settings).transaction
    migrate(connect, settings.sql_dir, lambda sentence: click.echo(sentence, err=True))
    with sql_transaction(connect, settings.sql_dir) as transaction:
        return [external_id for (external_id,) in transaction.rows(name, parameters)]
