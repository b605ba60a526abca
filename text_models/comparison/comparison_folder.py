"""The folder of a comparison: there whole or not at all, and of one comparison at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import SentenceError
from storage.folder_lock import only_process
from storage.whole_folder import whole_folder
from text_models.comparison.comparison import Comparison
from text_models.corpus.split import Split

COMPARISON_FILE, SPLIT_FILE = "comparison.json", "split.csv"
THRESHOLDS, FOLDS = "thresholds", "folds"


class ComparisonFolderError(SentenceError, ValueError):
    """A folder that no comparison should be written to: a sentence."""


@contextmanager
def comparison_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which becomes `target` when the block ends well.

    An earlier comparison there is replaced then; what is no comparison of ours is never touched. Raises
    ComparisonFolderError for such a folder, and FolderBusyError while another process compares into it.
    """
    if target.exists() and not is_ours(target):
        raise ComparisonFolderError(
            f"{target} holds something else than a comparison (no {COMPARISON_FILE}): name another folder, "
            "or one that is not there yet."
        )
    lock = target.absolute().with_name(f".{target.name}.lock")
    with only_process(lock, "comparison", target):
        try:
            with whole_folder(target.absolute()) as folder:
                yield folder
        finally:
            lock.unlink(missing_ok=True)


def is_ours(folder: Path) -> bool:
    """Return whether a folder is empty or holds a comparison."""
    return folder.is_dir() and ((folder / COMPARISON_FILE).is_file() or not any(folder.iterdir()))


def write_comparison(folder: Path, comparison: Comparison, split: Split) -> None:
    """Write comparison.json, split.csv and, with an aim, the thresholds of each rung into the folder."""
    content = json.dumps(comparison.as_json(), indent=2, allow_nan=False)
    (folder / COMPARISON_FILE).write_text(content + "\n", encoding="utf-8")
    split.write(folder / SPLIT_FILE)
    for name, thresholds in comparison.thresholds.items():
        thresholds.write(folder / THRESHOLDS / f"{name}.json")
