"""The power goes at every single step, and the disk keeps what was synced: nothing is lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from amzn_review.archive import file_archive, raw_pack
from amzn_review.batch import manifest
from storage import atomic_file
from tests.amzn_review.load_site import LoadSite, numbered, packed
from tests.amzn_review.postgres.volatile_disk import PowerCutError, VolatileDisk
from tests.amzn_review.sample_files import LARGE

FILES = {
    "reviews/lamps/one.json.gz": packed(numbered(10_001)),
    "reviews/lamps/two.json.gz": packed(numbered(10_002)),
    "reviews/lamps/lines.json.gz": packed(numbered(10_003) + b"bad\n" + numbered(10_004)),
    "reviews/lamps/bad.json.gz": b"bad",
    "reviews/lamps/large.json.gz": LARGE,
    "metadata/products/a.json.gz": packed(b'{"asin": "B1"}'),
}


def outcome(site: LoadSite) -> tuple[Any, ...]:
    """What is loaded, set aside and archived; batches are not named, because their names hold the time."""
    return (
        site.reviewers(),
        site.quarantined(),
        site.rows("select listed, staged, loaded, duplicate, quarantined, held from ingest_batches"),
        site.found(),
    )


def arrive(site: LoadSite) -> None:
    """All files, and none of an earlier attempt."""
    site.empty_warehouse()
    for path in filter(Path.is_file, site.layout.root.rglob("*")):
        path.unlink()
    for key, content in FILES.items():
        site.put(key, content)


def cut(site: LoadSite, at: int, share: float) -> bool:
    """Load, and cut the power at a step. Returns whether there was such a step."""
    arrive(site)
    disk = VolatileDisk(site.layout.root, at)
    try:
        with disk.watched():
            site.load()
    except PowerCutError:
        disk.restore(share)
        return True
    return False


@pytest.mark.parametrize("share", [0, 0.5, 1], ids=["none", "half", "all"])
def test_power_cut_at_every_step(site: LoadSite, share: float) -> None:
    """`share` of the names that were not synced are on the disk all the same."""
    arrive(site)
    site.load()
    undisturbed = outcome(site)
    assert len(undisturbed[0]) == 4004
    at = 0
    while cut(site, at, share):
        site.load()
        assert outcome(site) == undisturbed, f"cut before step {at}"
        at += 1
    assert at > 20


@pytest.mark.parametrize(
    ("name", "instead"),
    [("sync_file", lambda _descriptor: None), ("sync_folder", lambda _folder: None)],
)
def test_without_syncing_something_is_lost(
    site: LoadSite, monkeypatch: pytest.MonkeyPatch, name: str, instead: Callable[[Any], None]
) -> None:
    """So the test above can fail."""
    arrive(site)
    site.load()
    undisturbed = outcome(site)
    for module in (atomic_file, *_users(name)):
        monkeypatch.setattr(module, name, instead)
    at, losses = 0, 0
    while cut(site, at, 0):
        losses += is_lost(site, undisturbed)
        at += 1
    assert losses


def is_lost(site: LoadSite, undisturbed: tuple[Any, ...]) -> bool:
    """Whether the next load ends otherwise, or cannot, or leaves an archive that nobody can read."""
    try:
        site.load()
        return outcome(site) != undisturbed
    except (OSError, pa.ArrowInvalid):
        return True


def _users(name: str) -> list[Any]:
    found = (file_archive, manifest, raw_pack)
    return [module for module in found if hasattr(module, name)]
