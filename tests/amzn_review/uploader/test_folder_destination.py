from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.uploader.folder_destination import LocalUploader
from amzn_review.uploader.review_stream import UploadError, UploadReport
from storage.folder_lock import FolderBusyError, only_process

Start = Callable[..., "subprocess.Popen[str]"]


def corpus(root: Path, **counts: int) -> DataLayout:
    """Review files whose content is their own name."""
    layout = DataLayout(root)
    for category, count in counts.items():
        layout.review_folder(category).mkdir(parents=True)
        for number in range(count):
            name = f"{category}-{number:05d}.json.gz"
            (layout.review_folder(category) / name).write_text(name)
    return layout


def names(category: str, count: int) -> list[str]:
    return [f"{category}-{number:05d}.json.gz" for number in range(count)]


def arrived(layout: DataLayout, category: str) -> list[str]:
    return sorted(path.name for path in layout.uploaded_reviews(category).iterdir())


def order(layout: DataLayout, category: str) -> list[str]:
    return (layout.uploaded_journals / "reviews" / f"{category}.log").read_text().splitlines()


def test_the_weather_goes_before_the_reviews(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=2)
    for folder, names_there in (
        (layout.metadata_climate, ["ghcnd-stations.txt.gz", "readme.txt", ".ghcnd-stations.txt"]),
        (layout.climate, ["nyc.csv", "chicago.csv.gz", ".half.csv", "notes.md"]),
    ):
        folder.mkdir(parents=True)
        for name in names_there:
            (folder / name).write_text(name)
    assert LocalUploader(layout, limit=0).run() == UploadReport(0, 2, {"lamps": 0}, 0, 3)
    stations = layout.uploaded / "metadata" / "climate"
    days = layout.uploaded / "climate"
    assert {path.name: path.read_text() for folder in (stations, days) for path in folder.iterdir()} == {
        name: name for name in ("ghcnd-stations.txt.gz", "nyc.csv", "chicago.csv.gz")
    }
    assert LocalUploader(layout).run() == UploadReport(2, 0, {"lamps": 2}, 0)


def test_everything_arrives_once_and_unchanged(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=30, tools=20)
    assert LocalUploader(layout).run() == UploadReport(50, 0, {"lamps": 30, "tools": 20}, 0)
    assert arrived(layout, "lamps") == names("lamps", 30)
    assert arrived(layout, "tools") == names("tools", 20)
    assert all(path.read_text() == path.name for path in layout.uploaded_reviews("lamps").iterdir())
    assert LocalUploader(layout).run() == UploadReport(0, 0, {"lamps": 0, "tools": 0}, 0)


def test_nothing_returns_after_the_loader_took_it(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=30)
    LocalUploader(layout, limit=12).run()
    taken = arrived(layout, "lamps")
    for name in taken:
        (layout.uploaded_reviews("lamps") / name).unlink()
    assert LocalUploader(layout).run() == UploadReport(18, 0, {"lamps": 18}, 0)
    assert sorted(taken + arrived(layout, "lamps")) == names("lamps", 30)


def test_the_seed_sets_the_order_over_restarts(tmp_path: Path) -> None:
    orders = []
    for folder, seed, limits in [("a", 1, [40]), ("b", 1, [7, 1, 32]), ("c", 2, [40])]:
        layout = corpus(tmp_path / folder, lamps=40)
        for limit in limits:
            LocalUploader(layout, seed=seed, limit=limit).run()
        orders.append(order(layout, "lamps"))
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0] != sorted(orders[0])


def test_new_pieces_join_later_runs(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=5)
    LocalUploader(layout).run()
    (layout.review_folder("lamps") / "new.json.gz").write_text("new")
    (layout.review_folder("lamps") / ".unfinished.json.gz").write_text("")
    assert LocalUploader(layout).run() == UploadReport(1, 0, {"lamps": 1}, 0)


def test_only_the_categories_asked_for(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=3, tools=2)
    assert LocalUploader(layout, categories=("tools",)).run() == UploadReport(2, 0, {"tools": 2}, 0)
    assert not layout.uploaded_reviews("lamps").exists()


@pytest.mark.parametrize("limit", [0, 1, 9, 10, 11])
def test_limit(tmp_path: Path, limit: int) -> None:
    layout = corpus(tmp_path, lamps=10)
    dropped = min(limit, 10)
    assert LocalUploader(layout, limit=limit).run() == UploadReport(
        dropped, 10 - dropped, {"lamps": dropped}, 0
    )


def test_workers_share_one_stream(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=200, tools=100)
    assert LocalUploader(layout, workers=8).run() == UploadReport(300, 0, {"lamps": 200, "tools": 100}, 0)
    assert arrived(layout, "lamps") == names("lamps", 200)
    assert sorted(order(layout, "tools")) == names("tools", 100)


@pytest.mark.parametrize("workers", [1, 4])
def test_rate_is_reviews_a_second_over_all_workers(tmp_path: Path, workers: int) -> None:
    # The sum of 100 exponential gaps of mean 10 ms is 1.00 s with a standard deviation of 0.10 s.
    layout = corpus(tmp_path, lamps=100)
    start = time.monotonic()
    LocalUploader(layout, rate=100, workers=workers, seed=3).run()
    assert 0.6 < time.monotonic() - start < 1.8


def test_max_interval_bounds_the_gaps(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=10)
    start = time.monotonic()
    LocalUploader(layout, rate=0.001, max_interval=0.02).run()
    assert 0.1 < time.monotonic() - start < 1.5


def test_stop_ends_a_slow_stream(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=10)
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    start = time.monotonic()
    assert LocalUploader(layout, rate=0.001, workers=3, stop=stop).run() == UploadReport(
        0, 10, {"lamps": 0}, 0
    )
    assert time.monotonic() - start < 5


def test_product_metadata_is_dropped_once(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=2)
    layout.metadata_products.mkdir(parents=True)
    (layout.metadata_products / "meta.json.gz").write_text("meta")
    (layout.metadata_products / "README.md").write_text("no metadata")
    assert LocalUploader(layout, limit=1).run() == UploadReport(1, 1, {"lamps": 1}, 1)
    assert [path.name for path in layout.uploaded_products.iterdir()] == ["meta.json.gz"]
    (layout.uploaded_products / "meta.json.gz").unlink()
    assert LocalUploader(layout, limit=1).run() == UploadReport(1, 0, {"lamps": 1}, 0)
    assert list(layout.uploaded_products.iterdir()) == []


def test_progress_ends_with_all(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    LocalUploader(corpus(tmp_path, lamps=20)).run(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (20, 20)


def test_a_failing_worker_ends_the_run(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=50)
    in_the_way = min(path.name for path in layout.review_folder("lamps").iterdir())
    (layout.uploaded_reviews("lamps") / in_the_way).mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        LocalUploader(layout, workers=3).run()
    plain = {path.name for path in layout.uploaded_reviews("lamps").glob("[!.]*") if path.is_file()}
    assert set(order(layout, "lamps")) - plain == {in_the_way}
    (layout.uploaded_reviews("lamps") / in_the_way).rmdir()
    LocalUploader(layout, workers=3).run()
    assert len(arrived(layout, "lamps")) == 50


def test_nothing_to_upload(tmp_path: Path) -> None:
    with pytest.raises(UploadError, match=r"^No category has pieces in .*amzn-review data split FILE"):
        LocalUploader(DataLayout(tmp_path)).run()
    with pytest.raises(UploadError, match=r"^Category tools has no pieces in .*tools: make them"):
        LocalUploader(corpus(tmp_path, lamps=1), categories=("lamps", "tools")).run()


def test_a_second_uploader_is_refused(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=1)
    with (
        only_process(layout.uploaded_journals / "lock", "uploader", tmp_path),
        pytest.raises(FolderBusyError, match=r"^Another uploader is at work in "),
    ):
        LocalUploader(layout).run()
    assert LocalUploader(layout).run().dropped == 1


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited 60 s in vain"
        time.sleep(0.005)


def take_away(layout: DataLayout, category: str) -> list[str]:
    """What a loader does: read what has arrived, whole files alone, and move it out."""
    folder = layout.uploaded_reviews(category)
    arrivals = [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    for path in arrivals:
        assert path.read_text() == path.name
        path.unlink()
    return [path.name for path in arrivals]


def test_kill_nine_again_and_again(tmp_path: Path, start_amzn_review: Start) -> None:
    layout = corpus(tmp_path, lamps=4000)
    chance = random.Random(5)
    taken: list[str] = []
    killed = 0
    for _ in range(8):
        process = start_amzn_review(
            tmp_path, "uploader", "run", "--local", "--rate", "4000", "--workers", "3"
        )
        before = len(taken)
        while process.poll() is None and len(taken) < before + chance.randint(50, 400):
            taken += take_away(layout, "lamps")
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        process.communicate()
        taken += take_away(layout, "lamps")
    assert killed >= 4
    assert 0 < len(taken) < 4000
    process = start_amzn_review(tmp_path, "uploader", "run", "--local", "--rate", "0")
    assert process.communicate()[1] == ""
    taken += take_away(layout, "lamps")
    assert [name for name, times in Counter(taken).items() if times > 1] == []
    assert sorted(taken) == names("lamps", 4000)
    assert list(layout.uploaded_reviews("lamps").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(tmp_path: Path, start_amzn_review: Start, number: signal.Signals) -> None:
    layout = corpus(tmp_path, lamps=500)
    process = start_amzn_review(tmp_path, "uploader", "run", "--local", "--rate", "100", "--workers", "2")
    wait_for(lambda: layout.uploaded_reviews("lamps").is_dir() and len(arrived(layout, "lamps")) > 5)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    count = len(arrived(layout, "lamps"))
    expected = f"dropped {count}, {500 - count} remain; run again to continue\n  lamps: {count}\n"
    assert (output, errors, process.returncode) == (expected, "", 0)
    process = start_amzn_review(tmp_path, "uploader", "run", "--local", "--rate", "0", "--json")
    assert json.loads(process.communicate()[0]) == {
        "dropped": 500 - count,
        "remaining": 0,
        "by_category": {"lamps": 500 - count},
        "product_files": 0,
        "climate_files": 0,
    }


def test_two_uploaders_at_once(tmp_path: Path, start_amzn_review: Start) -> None:
    layout = corpus(tmp_path, lamps=500)
    first = start_amzn_review(tmp_path, "uploader", "run", "--local", "--rate", "5")
    wait_for(lambda: (layout.uploaded_reviews("lamps")).is_dir())
    second = start_amzn_review(tmp_path, "uploader", "run", "--local")
    output, errors = second.communicate(timeout=60)
    sentence = (
        f"Error: Another uploader is at work in {tmp_path}: wait until it has ended, or stop it first.\n"
    )
    assert (output, errors, second.returncode) == ("", sentence, 1)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode == 0


def test_what_is_no_plain_file_is_no_piece(tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=2)
    os.mkfifo(layout.review_folder("lamps") / "pipe.json.gz")
    (layout.review_folder("lamps") / "folder.json.gz").mkdir()
    (layout.review_folder("lamps") / "link.json.gz").symlink_to(tmp_path / "elsewhere")
    assert LocalUploader(layout).run().dropped == 2
