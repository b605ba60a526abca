"""`amzn-review documents collect`: the new posts of a source into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from amzn_review.cli.documents.loaded_documents import load_documents, print_documents
from console.command_errors import reporting_errors
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.collecting.collect_place import CollectPlace


@click.command(
    epilog="""
    SOURCE is a file SOURCE.toml in DATA_DIR/sources/, of a few lines over one of the project's presets:
    docs/collecting.md. The token is read from the environment variable that the file names. The next run
    goes on where this one ends, wherever it was stopped; no post is lost, none is loaded twice. DAG
    documents_collect does the same every hour. Read the provider's terms first.

    \b
    Example:
        amzn-review documents collect lamps
        amzn-review documents collect lamps --no-load
        amzn-review documents collect lamps --redshift
    """
)
@click.argument("source")
@click.option("--redshift", is_flag=True, help="Into the bucket and Redshift, not into PostgreSQL.")
@click.option("--no-load", is_flag=True, help="Let the posts wait in uploaded/ for a later load.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list of the sheets.")
def collect(source: str, *, redshift: bool, no_load: bool, as_json: bool) -> None:
    """Collect the new posts of SOURCE, and load them."""
    settings = load_settings()
    _collect(settings, source, redshift=redshift)
    if no_load:
        return
    if redshift:
        from amzn_review.cli.documents.bucket_documents import load_bucket, migrate_redshift, staging_of

        with reporting_errors(settings.data_dir):
            staging = staging_of(settings)
            migrate_redshift(staging)
            sheets = load_bucket(settings, staging)
    else:
        sheets = load_documents(settings)
    honour_waiting(settings, redshift=redshift)
    print_documents(sheets, f"`amzn-review quarantine list{' --redshift' * redshift}`", as_json=as_json)


def _collect(settings: Settings, name: str, *, redshift: bool) -> None:
    from amzn_review.collecting.open_collector import open_collector
    from amzn_review.collecting.source_files import read_source
    from text_files.documents.author_hash import AuthorHash

    with reporting_errors(settings.data_dir):
        source = read_source(settings.source_dirs, name, settings.task_dirs)
        authors = AuthorHash(settings.authors_key())
        place = place_of(settings, redshift=redshift, starts=True)
        collector = open_collector(source, settings.environment, authors, place)
        try:
            collector.run()
        finally:
            for note in collector.collected.notes:
                click.echo(note, err=True)
            click.echo(collector.collected.text(), err=True)


def honour_waiting(settings: Settings, *, redshift: bool) -> None:
    """Take posts out that wait as deleted, the warehouse being up. Raises ClickException with a sentence."""
    from amzn_review.documents.deletions import honour_bucket_deletions, honour_deletions

    with reporting_errors(settings.data_dir):
        if redshift:
            from amzn_review.cli.redshift_warehouse import redshift_session
            from services.buckets import site_bucket

            gone = honour_bucket_deletions(site_bucket(settings), redshift_session(settings).transaction)
        else:
            from amzn_review.documents_layout import DocumentsLayout
            from amzn_review.postgres.sql_transaction import sql_transaction
            from services.postgres.databases import warehouse_address

            connect = warehouse_address(settings).transaction
            layout = DocumentsLayout(settings.data_dir)
            gone = honour_deletions(layout, lambda: sql_transaction(connect, settings.sql_dir))
    for task, count in sorted(gone.items()):
        click.echo(f"{count:,} documents of {task} are gone: their sources had deleted them.", err=True)


def place_of(settings: Settings, *, redshift: bool, starts: bool = False) -> CollectPlace:
    """DATA_DIR, or the bucket; `starts` its stand-in. Raises SettingsError when no bucket is named."""
    from amzn_review.collecting.collect_place import BucketPlace, FolderPlace
    from amzn_review.data_layout import DataLayout

    layout = DataLayout(settings.data_dir)
    if not redshift:
        return FolderPlace(layout)
    from amzn_review.cli.documents.bucket_documents import start_stand_ins
    from services.buckets import site_bucket

    if starts:
        start_stand_ins(settings)
    return BucketPlace(site_bucket(settings), layout)
