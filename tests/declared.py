"""What an installed package declares by entry points, for a test: its metadata in a folder of the path."""

from __future__ import annotations

from pathlib import Path

import pytest


def declare(monkeypatch: pytest.MonkeyPatch, folder: Path, package: str, group: str, *entries: str) -> None:
    """Make `entries`, such as "name = module:object", known as those of a package that is installed."""
    metadata = folder / f"{package}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("\n".join([f"[{group}]", *entries, ""]))
    monkeypatch.syspath_prepend(folder)
