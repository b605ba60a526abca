"""Clearing on a real DATA_DIR: the stream begins again, and nothing else goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from amzn_review.clear import clear_arrivals
from amzn_review.data_layout import DataLayout
from amzn_review.demo_corpus import make_demo_corpus
from amzn_review.folder_lock import FolderBusyError, only_process
from amzn_review.uploader import LocalUploader


def test_the_uploader_begins_again_and_pieces_and_models_stay(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    make_demo_corpus(layout, reviews=6)
    (layout.models / "rating").mkdir(parents=True)
    (layout.raw / "batch").mkdir(parents=True)
    assert [LocalUploader(layout).run().dropped for _ in range(2)] == [6, 0]

    assert clear_arrivals(layout) == ["uploaded", "raw"]

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "coffee_makers", "desk_lamps", "garden_tools", "metadata", "models",
    ]  # fmt: skip
    assert LocalUploader(layout).run().dropped == 6
    assert clear_arrivals(DataLayout(tmp_path / "empty")) == []


def test_nothing_goes_while_an_uploader_is_at_work(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    make_demo_corpus(layout, reviews=6)
    LocalUploader(layout).run()
    with (
        only_process(layout.uploaded_journals / "lock", "uploader", layout.root),
        pytest.raises(FolderBusyError, match="Another uploader is at work"),
    ):
        clear_arrivals(layout)
    assert len(list(layout.uploaded.glob("reviews/*/*.json.gz"))) == 6
