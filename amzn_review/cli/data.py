"""`amzn-review data`: what lies under DATA_DIR before it is uploaded."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amzn_review.corpus.demo import Demo
from amzn_review.data_layout import DataLayout, category_of
from console.command_errors import reporting_errors
from console.progress_bar import byte_bar, count_bar
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.demo_removal.removal_counts import RemovalCounts


@click.group()
def data() -> None:
    """Bring reviews and product metadata into DATA_DIR."""


@data.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--category", help="Default: the file's stem in lower case without a trailing _5.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def split(files: tuple[Path, ...], category: str | None, *, as_json: bool) -> None:
    """Write each review of FILE into a file of its own, DATA_DIR/<category>/*.json.gz.

    FILE holds JSON records: an object a line, an array, or objects one after another; plain or in gzip, bz2,
    xz, zstd or zip. Its content tells which. A second run writes nothing new.

    \b
    Example:
        amzn-review data split All_Beauty_5.json.gz
    """
    from amzn_review.corpus.split import load_data

    data_dir = load_settings().data_dir
    for file in files:
        with reporting_errors(data_dir):
            with byte_bar(f"Splitting {file.name}") as progress:
                report = load_data(file, category or category_of(file), data_dir, progress)
            if as_json:
                click.echo(json.dumps({"file": str(file), **asdict(report)}))
            else:
                counts = f"{report.written:,} reviews written, {report.already_there:,} already there"
                click.echo(f"{report.category}: {counts}")


@data.command()
@click.option(
    "--category", "categories", multiple=True, help="May be repeated. Default: DATA_CATEGORIES, or all."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same products.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a category.")
def products(categories: tuple[str, ...], seed: int, *, as_json: bool) -> None:
    """Make up metadata for the products in use that have none.

    Reads the asins of DATA_DIR/<category>, leaves out those that a file in DATA_DIR/metadata/products covers,
    and writes the rest there, made up by Faker in the 2018 format.

    \b
    Example:
        amzn-review data products --category all_beauty
    """
    from amzn_review.corpus.product_fill import fill_products

    settings = load_settings()
    layout = DataLayout(settings.data_dir)
    with reporting_errors(settings.data_dir):
        for category in categories or settings.data_categories or layout.categories():
            with count_bar(f"Reading {category}") as progress:
                report = fill_products(layout, category, seed, progress)
            if as_json:
                click.echo(json.dumps(asdict(report), default=str))
            elif report.file is None:
                click.echo(f"{category}: all {report.in_use:,} products in use have metadata")
            else:
                click.echo(
                    f"{category}: {report.made:,} of {report.in_use:,} products made up in {report.file}"
                )


@data.command()
@click.option(
    "--reviews", type=click.IntRange(min=3), default=3000, show_default=True, help="Lines to write."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same bytes.")
@click.option("--remove", is_flag=True, help="Take made-up reviews out again, of files and tables.")
@click.option(
    "--redshift", is_flag=True, help="With --remove: of the bucket and Redshift, not of PostgreSQL."
)
@click.option("--yes", is_flag=True, help="With --remove: do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def demo(reviews: int, seed: int, *, remove: bool, redshift: bool, yes: bool, as_json: bool) -> None:
    """Make up a corpus of three categories, with product metadata, in the 2018 format; or remove it.

    Made-up reviews are shown, exported and learned from only as long as no real one is loaded. With --remove
    they leave the folders of DATA_DIR, uploaded/, raw/, quarantine/ and work/, the tables with all that only
    they needed, and predictions and sides of theirs; models stay. A demo is known by its seed and size: those
    of `make local`, of this command and of this DATA_DIR are, others are named by --seed and --reviews.

    \b
    Example:
        amzn-review data demo --reviews 3000
        amzn-review data demo --remove --yes
        amzn-review data demo --remove --redshift
    """
    if not remove and (redshift or yes):
        raise click.UsageError("--redshift and --yes go with --remove: add it, or leave them out.")
    settings = load_settings()
    if remove:
        counts = _remove_demo(settings, Demo(seed, reviews), redshift=redshift, yes=yes)
        click.echo(json.dumps(asdict(counts)) if as_json else counts.text())
        return
    from amzn_review.corpus.demo_corpus import make_demo_corpus

    data_dir = settings.data_dir
    with reporting_errors(data_dir):
        with count_bar("Making reviews up") as progress:
            report = make_demo_corpus(DataLayout(data_dir), seed=seed, reviews=reviews, progress=progress)
        if as_json:
            click.echo(json.dumps(asdict(report)))
        else:
            parts = ", ".join(f"{name} {count:,}" for name, count in report.by_category.items())
            click.echo(
                f"demo corpus: {report.written:,} reviews written ({parts}), {report.products:,} products"
            )


def _remove_demo(settings: Settings, demo: Demo, *, redshift: bool, yes: bool) -> RemovalCounts:
    place = f"{settings.data_dir} and PostgreSQL"
    if redshift:
        place = f"{settings.data_dir}, s3://{settings.require_s3().bucket} and Redshift"
    if not yes:
        click.confirm(f"Remove made-up reviews from {place}?", abort=True, err=True)
    with reporting_errors(settings.data_dir):
        return (_remove_from_bucket if redshift else _remove_from_folders)(settings, demo)


def _remove_from_folders(settings: Settings, demo: Demo) -> RemovalCounts:
    from amzn_review.demo_removal.remove_demo import remove_from_folders
    from amzn_review.postgres.migrations import migrate
    from amzn_review.postgres.sql_transaction import sql_transaction
    from services.airflow.airflow_parts import bring_up_databases
    from services.postgres.databases import warehouse_address

    bring_up_databases(settings)
    connect = warehouse_address(settings).transaction
    migrate(connect, settings.sql_dir, lambda sentence: click.echo(sentence, err=True))
    layout = DataLayout(settings.data_dir)
    return remove_from_folders(layout, lambda: sql_transaction(connect, settings.sql_dir), [demo])


def _remove_from_bucket(settings: Settings, demo: Demo) -> RemovalCounts:
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.demo_removal.remove_demo import remove_from_bucket
    from amzn_review.redshift.migrations import migrate
    from services.aws.s3_server import start_s3
    from services.buckets import site_bucket

    start_s3(settings)
    session = redshift_session(settings)
    migrate(session, lambda sentence: click.echo(sentence, err=True))
    return remove_from_bucket(DataLayout(settings.data_dir), site_bucket(settings), session, [demo])


@data.command()
@click.option("--bucket", "in_bucket", is_flag=True, help="In the bucket AWS_S3_BUCKET, not in DATA_DIR.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Even while a batch is under way; its run then fails.")
def clear(*, in_bucket: bool, yes: bool, force: bool) -> None:
    """Remove what has arrived, been archived or set aside, so that the uploader begins again.

    Review files of the categories, waiting product metadata, models and the warehouse's rows stay; in a
    bucket, so does whatever does not lie below uploaded/, manifests/, copy/, raw/ or quarantine/.

    \b
    Example:
        amzn-review data clear --yes
        amzn-review data clear --bucket
    """
    settings = load_settings()
    layout = DataLayout(settings.data_dir)
    with reporting_errors(settings.data_dir):
        removed = (
            _clear_bucket(settings, layout, yes=yes, force=force)
            if in_bucket
            else _clear_folders(layout, yes=yes, force=force)
        )
    click.echo(f"removed: {', '.join(removed) or 'nothing, there was nothing'}")


def _clear_folders(layout: DataLayout, *, yes: bool, force: bool) -> list[str]:
    from amzn_review.uploader.clear_folders import clear_arrivals

    if not yes:
        click.confirm(f"Remove arrived, archived and set-aside files in {layout.root}?", abort=True, err=True)
    return clear_arrivals(layout, force=force)


def _clear_bucket(settings: Settings, layout: DataLayout, *, yes: bool, force: bool) -> list[str]:
    from amzn_review.uploader.clear_bucket import clear_bucket
    from services.aws.s3_server import start_s3
    from services.buckets import site_bucket

    bucket = site_bucket(settings)
    if not yes:
        click.confirm(
            f"Delete arrived, archived and set-aside objects of {bucket.address.place}?", abort=True, err=True
        )
    start_s3(settings)
    counts = clear_bucket(bucket, layout, force=force)
    return [f"{count:,} objects of {prefix}" for prefix, count in counts.items() if count]
