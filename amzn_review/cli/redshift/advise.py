"""`amzn-review redshift advise`: what in the schema costs money."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.command_errors import reporting_errors
from settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from amzn_review.redshift_advice.advice import Advice
    from amzn_review.redshift_advice.advise import AdviceLimits
    from amzn_review.redshift_advice.table_design import TableDesign
    from amzn_review.redshift_advice.table_join import TableJoin

JOINS = (
    "checks/warehouse/reviews_join_their_dimensions_once.sql",
    "checks/warehouse/climate_is_one_row_a_station_and_day.sql",
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--data", "with_data", is_flag=True, help="Ask Redshift too, which reads the tables.")
@click.option(
    "--slices",
    type=click.IntRange(min=2),
    default=4,
    show_default=True,
    help="Parts of the cluster among which rows are spread; ra3.large and ra3.xlplus have 2 a node.",
)
@click.option("--strict", is_flag=True, help="Exit status 1 when there is a warning.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def advise(*, paths: tuple[Path, ...], with_data: bool, slices: int, strict: bool, as_json: bool) -> None:
    """Warn of what costs money in the tables' design.

    That is how rows are spread, keys with copies, wide texts, and joins that multiply rows.

    PATHS are files of Redshift's DDL and views, or folders of them. Default: the warehouse's own,
    and its joins of reviews and climate with their dimensions.

    \b
    Example:
        amzn-review redshift advise --data --strict
    """
    settings = load_settings()
    from amzn_review.redshift_advice.advise import AdviceLimits, advise_design
    from amzn_review.redshift_advice.table_design import read_designs
    from amzn_review.redshift_advice.table_join import read_joins

    files = _files(paths) if paths else _ours(settings)
    with reporting_errors(settings.data_dir):
        designs = [design for path in files for design in read_designs(path)]
        joins = [join for path in files for join in read_joins(path)]
        found = list(advise_design(designs))
        if with_data:
            found += _measured(settings, designs, joins, AdviceLimits(slices=slices))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
    for one in found if not as_json else ():
        click.echo(f"{one.kind}: {one.sentence}")
    click.echo(_summary(len(designs), len(joins), len(found), with_data=with_data), err=True)
    if strict and found:
        raise SystemExit(1)


def _measured(
    settings: Settings, designs: list[TableDesign], joins: list[TableJoin], limits: AdviceLimits
) -> list[Advice]:
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.redshift.redshift_error import RedshiftError
    from amzn_review.redshift_advice.advise import advise_rows
    from amzn_review.redshift_advice.table_measures import TableMeasures

    try:
        with redshift_session(settings).transaction() as transaction:
            return list(advise_rows(designs, joins, TableMeasures(transaction), limits))
    except (RedshiftError, SettingsError) as error:
        raise click.ClickException(str(error)) from error


def _ours(settings: Settings) -> list[Path]:
    """The tables and views, and the checks that join each table to the others as queries do."""
    from amzn_review.redshift.tables import schema_files
    from amzn_review.sql_catalog import SqlCatalog

    sql = SqlCatalog(settings.sql_dir, "redshift")
    return [sql.path(name) for name in (*schema_files(sql), *JOINS)]


def _files(paths: tuple[Path, ...]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.glob("*.sql")) if path.is_dir() else [path])]


def _summary(tables: int, joins: int, warnings: int, *, with_data: bool) -> str:
    rows = "rows asked" if with_data else "rows not asked: give --data"
    return f"{tables} tables and {joins} joins read, {rows}; {warnings} warnings."
