"""Clearing on a real DATA_DIR: the stream begins again, and nothing else goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from amzn_review.batch.arrivals import arrivals
from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.batch.batch_file import opened_folders
from amzn_review.batch.manifest import Manifest, manifest_lines, write_manifest
from amzn_review.cli import main
from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.data_layout import DataLayout
from amzn_review.uploader.clear_folders import clear_arrivals
from amzn_review.uploader.folder_destination import LocalUploader
from storage.folder_lock import FolderBusyError, only_process

LOCKS = (
    "manifests/.lock", "manifests/.climate-lock", "manifests/.documents-lock", "uploaded/.journal/lock",
)  # fmt: skip


def everything(root: Path) -> list[str]:
    """Every file and folder below `root`, but for the locks."""
    found = (str(path.relative_to(root)) for path in root.rglob("*"))
    return sorted(name for name in found if name not in LOCKS)


def test_the_uploader_begins_again_and_pieces_and_models_stay(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    make_demo_corpus(layout, reviews=6)
    (layout.models / "rating").mkdir(parents=True)
    stays = everything(tmp_path)
    assert [LocalUploader(layout).run().dropped for _ in range(2)] == [6, 0]
    for name in (
        "uploaded/.outgoing/b2/0",
        "raw/b1.parquet",
        "raw/.b2.parquet.partial",
        "raw/b1/reviews/lamps/large.json.gz",
        "quarantine/not-json/b1/reviews/lamps/1.json.gz",
        "manifests/done/b1.jsonl",
        "manifests/.lock",
        "work/b1/reviews.parquet",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert clear_arrivals(layout) == ["uploaded", "raw", "quarantine", "manifests", "work"]

    assert everything(tmp_path) == stays
    assert [path.name for path in tmp_path.iterdir() if path.name in ("uploaded", "manifests")] == []
    assert LocalUploader(layout).run().dropped == 6
    assert clear_arrivals(DataLayout(tmp_path / "empty")) == []
    assert list((tmp_path / "empty").iterdir()) == []


def test_the_uploader_into_a_stream_begins_again_unless_one_is_at_work(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    journals = layout.stream_journals("arrivals")
    (journals / "reviews").mkdir(parents=True)
    (journals / "reviews" / "lamps.log").write_text("1.json.gz\n")
    with (
        only_process(journals / "lock", "uploader", layout.root),
        pytest.raises(FolderBusyError, match="Another uploader is at work"),
    ):
        clear_arrivals(layout)
    assert (journals / "reviews" / "lamps.log").exists()
    assert clear_arrivals(layout)[-1] == ".streams"
    assert not layout.streams.exists()


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


def test_nothing_goes_while_a_load_is_at_work_unless_forced(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    make_demo_corpus(layout, reviews=6)
    LocalUploader(layout).run()
    before = everything(tmp_path)
    with only_process(layout.manifests / ".lock", "load", layout.root):
        with pytest.raises(FolderBusyError, match="Another load is at work"):
            clear_arrivals(layout)
        assert everything(tmp_path) == sorted([*before, "manifests"])
        assert clear_arrivals(layout, force=True) == ["uploaded", "manifests"]


def arrived_batch(root: Path) -> Manifest:
    """Six reviews that have arrived and been listed."""
    layout = DataLayout(root)
    make_demo_corpus(layout, reviews=6)
    LocalUploader(layout).run()
    with opened_folders(layout.uploaded) as reader:
        files = [reader.listed(arrival) for arrival in arrivals(layout)]
    assert len(files) > 6  # the products' metadata too
    return write_manifest(layout, manifest_lines([file.entry for file in files if file]))


def test_nothing_goes_while_a_batch_is_unfinished_unless_forced(tmp_path: Path) -> None:
    manifest = arrived_batch(tmp_path)
    before = everything(tmp_path)
    with pytest.raises(BatchUnderWayError) as caught:
        clear_arrivals(manifest.layout)
    assert str(caught.value) == (
        f"Batch {manifest.batch_id} waits to be finished: let the next run do that, or use "
        "--force (make clear-local ARGS=--force)."
    )
    assert everything(tmp_path) == before
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
    assert refused.stderr.startswith(f"Error: Batch {manifest.batch_id} waits to be finished")
    forced = CliRunner().invoke(main, ["data", "clear", "--yes", "--force"])
    assert (forced.exit_code, forced.stdout) == (0, "removed: uploaded, manifests\n")
