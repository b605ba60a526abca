"""A folder is there whole or not at all."""

import os
from pathlib import Path

import pytest

from storage.whole_folder import whole_folder


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def test_it_appears_with_everything_in_it(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "model"
    with whole_folder(target) as folder:
        (folder / "a").write_text("1")
        assert not target.exists()
    assert contents(tmp_path) == {"deep/model/a": "1"}


def test_it_replaces_an_earlier_one_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    for name in ("old", "new"):
        with whole_folder(tmp_path / "model") as folder:
            (folder / name).write_text(name)
    assert contents(tmp_path) == {"model/new": "new"}


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "model") as folder:
        (folder / "a").write_text("1")

    def fail_half_way() -> None:
        with whole_folder(tmp_path / "model") as folder:
            (folder / "b").write_text("2")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert contents(tmp_path) == {"model/a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_kill_between_the_two_renames_costs_the_new_folder_and_not_the_old_one(tmp_path: Path) -> None:
    (tmp_path / ".model.replaced").mkdir()
    (tmp_path / ".model.replaced" / "a").write_text("1")

    def fail_at_once() -> None:
        with whole_folder(tmp_path / "model"):
            raise RuntimeError("again")

    with pytest.raises(RuntimeError, match="again"):
        fail_at_once()
    assert contents(tmp_path) == {"model/a": "1"}


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    for leftover in (".model.partial", ".model.replaced"):
        (tmp_path / leftover).mkdir()
        (tmp_path / leftover / "half").write_text("x")
    with whole_folder(tmp_path / "model") as folder:
        (folder / "a").write_text("1")
    assert contents(tmp_path) == {"model/a": "1"}


def test_everything_is_on_the_disk_before_the_folder_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    real_sync, real_rename = os.fsync, os.rename

    def sync(descriptor: int) -> None:
        real_sync(descriptor)
        happened.append(f"synced {Path(f'/proc/self/fd/{descriptor}').readlink().relative_to(tmp_path)}")

    def rename(source: Path, target: Path) -> None:
        real_rename(source, target)
        happened.append(f"named {target.relative_to(tmp_path)}")

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "rename", rename)
    with whole_folder(tmp_path / "model") as folder:
        (folder / "deep").mkdir()
        (folder / "a").write_text("1")
        (folder / "deep" / "b").write_text("2")
    partial = ".model.partial"
    before, named = sorted(happened[:4]), happened[4:]
    assert before == sorted(f"synced {partial}{path}" for path in ("", "/a", "/deep", "/deep/b"))
    assert named == ["named model", "synced ."]
