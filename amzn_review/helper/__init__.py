"""For a notebook or a shell: ``from amzn_review.helper import load_data``."""

from __future__ import annotations

from pathlib import Path

from amzn_review.corpus import split
from amzn_review.corpus.split import SplitReport
from console.progress_bar import byte_bar

__all__ = ["SplitReport", "load_data"]


def load_data(filepath: str | Path, category: str, data_dir: str | Path | None = None) -> SplitReport:
    """``amzn_review.corpus.split.load_data`` with a progress bar; DATA_DIR is the settings' unless given."""
    if data_dir is None:
        from settings import load_settings

        data_dir = load_settings().data_dir
    with byte_bar(f"Splitting {Path(filepath).name}") as progress:
        return split.load_data(filepath, category, data_dir, progress)
