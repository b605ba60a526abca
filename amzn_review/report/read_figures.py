"""Ask the warehouse for the numbers of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from amzn_review.report.figures import (
    Burst,
    Coverage,
    Month,
    Product,
    ReviewFigures,
    Stars,
    Totals,
    Weather,
)

Ask = Callable[[str, Mapping[str, object]], Sequence[tuple[Any, ...]]]
MOST = 12
_NAMED = 5


def read_figures(ask: Ask, station: str, *, is_asked: bool) -> ReviewFigures:
    """Return the numbers, weather at `station`; `ask` runs a file below workflow/sql/ with parameters.

    A station that has no climate gives way to the one that covers the most reviews, unless somebody asked
    for it by name: then ValueError is raised, which names those that there are.
    """

    def rows(name: str, **parameters: object) -> Sequence[tuple[Any, ...]]:
        return ask(f"report/{name}.sql", parameters)

    coverage = [Coverage(*row) for row in rows("coverage")]
    chosen = next((each for each in coverage if each.station_id == station), None)
    if chosen is None and is_asked:
        raise ValueError(_unknown_station(station, coverage))
    chosen = chosen or next(iter(coverage), None)
    return ReviewFigures(
        totals=Totals(*rows("totals")[0]),
        stars=[Stars(*row) for row in rows("stars")],
        months=[Month(*row) for row in rows("months")],
        products=[Product(*row) for row in rows("products", most=MOST)],
        coverage=coverage,
        asked_station=station,
        station=chosen,
        weather=[Weather(*row) for row in rows("weather", station_id=chosen.station_id)] if chosen else [],
        bursts=[Burst(*row) for row in rows("bursts", most=MOST)],
        most=MOST,
        made_up=rows("made_up")[0][0],
    )


def _unknown_station(station: str, coverage: Sequence[Coverage]) -> str:
    if not coverage:
        return (
            f"No climate is loaded, so none of station {station!r}: put NOAA's daily summaries into "
            "uploaded/climate/ and load them, or leave out --station."
        )
    names = ", ".join(each.station_id for each in coverage[:_NAMED])
    more = f" and {len(coverage) - _NAMED:,} more" if len(coverage) > _NAMED else ""
    return (
        f"No climate is loaded of station {station!r}; there is climate of {names}{more}. Name one of these."
    )
