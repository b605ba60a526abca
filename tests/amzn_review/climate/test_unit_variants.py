"""Files in any unit, layout, selection and order are read rightly or refused, and never wrongly."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter

import pytest

from amzn_review.batch.batch_counts import Rejection
from amzn_review.climate.daily_summaries import read_daily
from amzn_review.climate.units.measure import MEASURES
from tests.amzn_review.climate.climate_variants import TEMPERATURES, Day, Variant, made_up_station, variants
from tests.amzn_review.climate.test_real_climate import CHICAGO, NEW_YORK, NOAA

_PLACES = {NEW_YORK: ("40.77898", "-73.96925", "42.7"), CHICAGO: ("41.96017", "-87.93164", "204.8")}


def _station(name: str) -> list[Day]:
    latitude, longitude, elevation = _PLACES[name]
    with gzip.open(NOAA / name, "rt", encoding="utf-8", newline="") as file:
        place = {"LATITUDE": latitude, "LONGITUDE": longitude, "ELEVATION": elevation}
        return [row | place for row in csv.DictReader(file)]


def _kind(variant: Variant) -> tuple[str, str]:
    """What a variant holds, and how long it is."""
    if set(variant.elements) & set(TEMPERATURES):
        elements = "temperatures"
    else:
        elements = variant.elements[0] if len(variant.elements) == 1 else "several without temperatures"
    for most in (9, 59, 365):
        if variant.days <= most:
            return elements, f"up to {most} days"
    return elements, "a year or more"


def _is_refused(variant: Variant) -> bool:
    """Whether the file is set aside as a whole; if it is read, each value has to be right."""
    items = list(read_daily(io.BytesIO(variant.content), "climate/a.csv"))
    if isinstance(items[0], Rejection) and items[0].is_whole_file:
        assert len(items) == 1
        assert items[0].bad.reason == "unclear-units", (variant.name, items[0])
        return True
    found = {}
    for item in items:
        assert not isinstance(item, Rejection), (variant.name, item)
        values = zip(MEASURES, item.values, strict=False)
        found[item.station_id, str(item.day)] = {name: it for name, it in values if it is not None}
    assert found == variant.expected, variant.name
    return False


def _judge(stations: list[list[Day]], count: int, seed: int) -> tuple[Counter[tuple[str, str]], ...]:
    """How many variants of each kind there are, and how many of them are refused."""
    all_of: Counter[tuple[str, str]] = Counter()
    refused: Counter[tuple[str, str]] = Counter()
    long: Counter[tuple[str, str]] = Counter()
    for variant in variants(stations, count, seed):
        kind = _kind(variant)
        all_of[kind] += 1
        is_long = variant.days >= 60 and kind[0] == "temperatures"
        long["all", ""] += is_long
        if _is_refused(variant):
            refused[kind] += 1
            long["refused", ""] += is_long
    for kind in sorted(all_of):
        share = refused[kind] / all_of[kind]
        print(f"{kind[0]:30} {kind[1]:16} {refused[kind]:4} of {all_of[kind]:4} refused, {share:6.1%}")
    return all_of, refused, long


@pytest.mark.skipif(not NOAA.is_dir(), reason=f"NOAA's files are not at {NOAA}")
def test_no_value_of_noaas_files_is_read_in_a_wrong_unit() -> None:
    all_of, _, long = _judge([_station(NEW_YORK), _station(CHICAGO)], count=2_000, seed=14)
    assert all_of.total() == 2_000
    assert long["all", ""] > 500
    assert long["refused", ""] <= 0.05 * long["all", ""]


def test_no_value_of_made_up_stations_is_read_in_a_wrong_unit() -> None:
    stations = [made_up_station("USW00099901", 41.5, 1), made_up_station("USC00999902", 35.0, 2)]
    _, _, long = _judge(stations, count=300, seed=15)
    assert long["all", ""] > 60
    assert long["refused", ""] <= 0.05 * long["all", ""]
