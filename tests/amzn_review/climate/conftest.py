"""Climate files in, tables and archive out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from amzn_review.climate.climate_files import ClimateFiles
from amzn_review.climate.climate_sheet import ClimateSheet
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.climate_layout import ClimateLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.postgres.file_batch_loader import FileBatchLoader
from tests.amzn_review.load_site import LoadSite
from tests.conftest import SQL_DIR


@dataclass(frozen=True)
class ClimateSite:
    """A data folder, an empty warehouse and the loader of climate between them."""

    site: LoadSite
    units: UnitsSetting = "auto"

    @property
    def layout(self) -> ClimateLayout:
        return ClimateLayout(self.site.layout.root)

    def put(self, key: str, content: bytes, age_seconds: float = 3600) -> Path:
        """Let a file arrive below uploaded/."""
        return self.site.put(key, content, age_seconds)

    def loader(self, **limits: int) -> FileBatchLoader[ClimateSheet]:
        """The loader as the pipeline makes it."""
        kind = ClimateFiles(self.layout, LoadLimits(**limits), self.units)
        return FileBatchLoader(kind, self.site.address.connect, SQL_DIR, "a-run")

    def load(self) -> list[str]:
        """Load what waits; the equations of the sheets."""
        return [sheet.equation() for sheet in self.loader().run()]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.site.rows(query)

    def files(self) -> list[str]:
        """Every file below DATA_DIR but locks and finished manifests, sorted."""
        found = (path for path in self.layout.root.rglob("*") if path.is_symlink() or not path.is_dir())
        names = sorted(str(path.relative_to(self.layout.root)) for path in found)
        return [name for name in names if not name.startswith("manifests/")]

    def in_units(self, units: UnitsSetting) -> ClimateSite:
        """The same, but CLIMATE_UNITS says what the files are in."""
        return replace(self, units=units)


@pytest.fixture
def climate(site: LoadSite) -> ClimateSite:
    return ClimateSite(site)
