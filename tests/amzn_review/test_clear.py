"""Clearing on a real DATA_DIR: the stream begins again, and nothing else goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from amzn_review.clear import BatchUnderWayError, clear_arrivals
from amzn_review.cli import main
from amzn_review.data_layout import DataLayout
from amzn_review.demo_corpus import make_demo_corpus
from amzn_review.folder_lock import FolderBusyError, only_process
from amzn_review.manifest import Manifest, freeze_batch
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


def arrived_batch(root: Path) -> Manifest:
    """Six reviews that have arrived and been listed."""
    layout = DataLayout(root)
    make_demo_corpus(layout, reviews=6)
    LocalUploader(layout).run()
    manifest = freeze_batch(layout)
    assert manifest is not None
    return manifest


def test_nothing_goes_while_a_batch_is_under_way_unless_forced(tmp_path: Path) -> None:
    manifest = arrived_batch(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BatchUnderWayError) as caught:
        clear_arrivals(manifest.layout)
    assert str(caught.value) == (
        f"Batch {manifest.batch_id} is under way or waits to be finished: wait for the run, or use --force "
        "(make clear-local ARGS=--force)."
    )
    assert sorted(tmp_path.rglob("*")) == before
    assert clear_arrivals(manifest.layout, force=True) == ["uploaded", "manifests"]


def test_a_finished_batch_is_no_hindrance(tmp_path: Path) -> None:
    manifest = arrived_batch(tmp_path)
    manifest.close()
    assert clear_arrivals(manifest.layout) == ["uploaded", "manifests"]


def test_the_command_refuses_and_is_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = arrived_batch(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    refused = CliRunner().invoke(main, ["data", "clear", "--yes"])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"Error: Batch {manifest.batch_id} is under way or waits to be finished")
    forced = CliRunner().invoke(main, ["data", "clear", "--yes", "--force"])
    assert (forced.exit_code, forced.stdout) == (0, "removed: uploaded, manifests\n")
