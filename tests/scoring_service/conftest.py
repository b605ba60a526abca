"""A toy site, trained once for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scoring_service.running_service import Running, running
from tests.scoring_service.toy_models import write_toy_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR with two champions."""
    data_dir = tmp_path_factory.mktemp("site") / "data"
    write_toy_site(data_dir)
    return data_dir


@pytest.fixture(scope="module")
def running_site(site: Path) -> Iterator[Running]:
    """That site, served."""
    with running(site) as service:
        yield service
