"""Rows of staging_stations and staging_climate, whichever warehouse they are on their way to."""

from __future__ import annotations

from amzn_review.climate.daily_summaries import ClimateDay
from amzn_review.climate.station_list import Station
from amzn_review.climate.units.measure import MEASURES, WEATHER_TYPES

VALUE_COLUMNS = (*(column for column, _ in MEASURES.values()), *(name.lower() for name in WEATHER_TYPES))
LINEAGE_COLUMNS = ("batch_id", "source_key", "line_number")
STATION_COLUMNS = (
    *LINEAGE_COLUMNS, "station_id", "name", "longitude", "latitude", "elevation", "state", "country",
)  # fmt: skip
CLIMATE_COLUMNS = (*LINEAGE_COLUMNS, "station_id", "date", *VALUE_COLUMNS)

StagedRow = tuple[str | int | float | bool | None, ...]


def station_row(batch_id: str, source_key: str, station: Station) -> StagedRow:
    """The values of STATION_COLUMNS."""
    return (
        batch_id, source_key, station.line_number, station.station_id, station.name, station.longitude,
        station.latitude, station.elevation, station.state, station.country,
    )  # fmt: skip


def climate_row(batch_id: str, source_key: str, day: ClimateDay) -> StagedRow:
    """The values of CLIMATE_COLUMNS; the date is ISO 8601."""
    return (batch_id, source_key, day.line_number, day.station_id, day.day.isoformat(), *day.values)
