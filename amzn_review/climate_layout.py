"""Where climate files lie below DATA_DIR on their way into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from amzn_review.kind_layout import KindLayout

STATIONS_SOURCE = "metadata/climate"
DAYS_SOURCE = "climate"
SUFFIXES = {STATIONS_SOURCE: (".txt", ".txt.gz"), DAYS_SOURCE: (".csv", ".csv.gz")}
# NOAA publishes other lists beside it, such as ghcnd-inventory.txt.
_PREFIXES = {STATIONS_SOURCE: "ghcnd-stations", DAYS_SOURCE: ""}


@dataclass(frozen=True)
class ClimateLayout(KindLayout):
    """A DATA_DIR as the loader of climate sees it. The archive has a folder a batch."""

    kind: ClassVar[str] = "climate"


def is_station_list(key: str) -> bool:
    """Whether a key below uploaded/ is a station list's, and no file of days."""
    return key.startswith(f"{STATIONS_SOURCE}/")


def is_climate(key: str) -> bool:
    """Whether a key below uploaded/ is a station list's, or that of a file of days."""
    return key.rpartition("/")[0] in SUFFIXES


def takes_climate(source: str, name: str) -> bool:
    """Whether climate of this name is taken from a source below uploaded/: visible, and named as one is."""
    return name[0] != "." and name.startswith(_PREFIXES[source]) and name.endswith(SUFFIXES[source])
