"""`amzn-review report`: what the warehouse says about products, weather and bursts, as a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amzn_review.cli.warehouse_connection import warehouse_connection
from console.command_errors import reporting_errors
from settings import load_settings

if TYPE_CHECKING:
    from amzn_review.report.figures import ReviewFigures
    from settings import Settings


@click.command()
@click.option("--local", is_flag=True, help="From PostgreSQL, where settings name a Redshift too.")
@click.option("--station", metavar="ID", help="Station whose weather is compared [default: CLIMATE_STATION].")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the page [default: DATA_DIR/reports/reviews].",
)
@click.option("--json", "as_json", is_flag=True, help="Print the page's numbers as one JSON object.")
def report(station: str | None, output: Path | None, *, local: bool, as_json: bool) -> None:
    """A page about products, weather and bursts.

    Writes index.html, which needs nothing but itself. The last line printed is the page's path. Without
    climate the page has all but the weather.

    \b
    Example:
        amzn-review report
        amzn-review report --station USW00094846 --output chicago
    """
    from amzn_review.report.page import write_page

    settings = load_settings()
    folder = (output or settings.data_dir / "reports" / "reviews").absolute()
    read = _from_redshift if settings.redshift_named.host and not local else _from_postgres
    figures = read(settings, station)
    with reporting_errors(settings.data_dir):
        page = write_page(figures, folder, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"page": str(page), **asdict(figures)}, default=str))
    else:
        click.echo("\n".join([*_lines(figures), str(page)]))


def _from_postgres(settings: Settings, station: str | None) -> ReviewFigures:
    from amzn_review.postgres.run_sql import run_sql
    from amzn_review.report.read_figures import read_figures

    with warehouse_connection(settings) as connection:
        run_sql(connection, settings.sql_dir / "report" / "begin.sql")
        return read_figures(
            lambda name, parameters: run_sql(connection, settings.sql_dir / name, parameters),
            station or settings.climate.station,
            is_asked=station is not None,
        )


def _from_redshift(settings: Settings, station: str | None) -> ReviewFigures:
    """The same; a transaction of Redshift sees one moment without being told to."""
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.redshift.redshift_error import RedshiftError
    from amzn_review.report.read_figures import read_figures

    try:
        with reporting_errors(settings.data_dir), redshift_session(settings).transaction() as transaction:
            return read_figures(
                transaction.rows, station or settings.climate.station, is_asked=station is not None
            )
    except RedshiftError as error:
        raise click.ClickException(str(error)) from error


def _lines(figures: ReviewFigures) -> list[str]:
    from amzn_review.report.verdict import weather_summary

    totals, station = figures.totals, figures.station
    if not totals.reviews:
        return ["No review is loaded yet."]
    days = f"{totals.first_day} to {totals.last_day}"
    lines = [f"Reviews: {totals.reviews:,} of {totals.products:,} products, {days}"]
    if figures.made_up:
        lines.append("A demo: no real review is loaded yet, these are made up.")
    if station is None:
        lines.append("No climate is loaded: nothing to compare the stars with.")
    else:
        lines.append(f"Weather of station {station.station_id}: {weather_summary(figures.weather)}")
    bursts = figures.bursts[0].bursts if figures.bursts else 0
    return [*lines, f"Bursts of reviews: {bursts:,}"]
