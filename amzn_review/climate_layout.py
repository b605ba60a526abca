"""Where climate files lie below DATA_DIR on their way into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from amzn_review.data_layout import DataLayout

STATIONS_SOURCE = "metadata/climate"
DAYS_SOURCE = "climate"
SUFFIXES = {STATIONS_SOURCE: (".txt", ".txt.gz"), DAYS_SOURCE: (".csv", ".csv.gz")}
# NOAA publishes other lists beside it, such as ghcnd-inventory.txt.
_PREFIXES = {STATIONS_SOURCE: "ghcnd-stations", DAYS_SOURCE: ""}


@dataclass(frozen=True)
class ClimateLayout(DataLayout):
    """A DATA_DIR as the loader of climate sees it: batches, lock and archive are its own."""

    @property
    def manifests(self) -> Path:
        """Frozen lists of the batches' files, in open/ and done/."""
        return self.root / "manifests" / "climate"

    @property
    def lock(self) -> Path:
        """Held by the one process that loads climate."""
        return self.root / "manifests" / ".climate-lock"

    @property
    def raw(self) -> Path:
        """The archive of loaded files, as they came, in a folder a batch."""
        return self.root / "raw" / "climate"


def is_station_list(key: str) -> bool:
    """Whether a key below uploaded/ is a station list's, and no file of days."""
    return key.startswith(f"{STATIONS_SOURCE}/")


def is_climate(key: str) -> bool:
    """Whether a key below uploaded/ is a station list's, or that of a file of days."""
    return key.rpartition("/")[0] in SUFFIXES


def takes_climate(source: str, name: str) -> bool:
    """Whether climate of this name is taken from a source below uploaded/: visible, and named as one is."""
    return name[0] != "." and name.startswith(_PREFIXES[source]) and name.endswith(SUFFIXES[source])
