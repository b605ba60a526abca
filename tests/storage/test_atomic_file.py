from __future__ import annotations

import stat
from pathlib import Path

import pytest

from storage.atomic_file import (
    atomic_file,
    rename_durably,
    sync_files,
    sync_folder,
    sync_folders,
    write_durably,
)


def test_a_file_is_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a"
    write_durably(path, b"first")
    write_durably(path, b"second")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in path.parent.iterdir()] == ["a"]


def test_what_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".a.partial").write_bytes(b"a longer content, half written")
    write_durably(tmp_path / "a", b"whole")
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"a": b"whole"}


def test_what_is_there_stays_unless_it_may_be_written_over(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"first", 0o600, overwrite=False)
    with pytest.raises(FileExistsError):
        write_durably(tmp_path / "a", b"second", overwrite=False)
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"a": b"first"}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["a", "é" * 120])  # 240 bytes: with anything added, a name too long
def test_a_block_that_raises_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"before")

    def write_half() -> None:
        with atomic_file(tmp_path / name) as partial:
            partial.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {name: b"before"}


def test_a_renamed_file_takes_the_place_of_another(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / ".new").write_bytes(b"new")
    rename_durably(tmp_path / ".new", tmp_path / "old")
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"old": b"new"}


def test_a_folder_has_to_be_there_to_be_synced(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "none")


def test_every_one_of_many_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which descriptors reach the system; what it does with them cannot be seen from here."""
    synced: list[str] = []
    monkeypatch.setattr(
        "os.fsync", lambda opened: synced.append(str(Path(f"/proc/self/fd/{opened}").readlink()))
    )
    files = [tmp_path / str(number) for number in range(50)]
    for file in files:
        file.write_bytes(b"x")
    sync_files(files)
    assert sorted(synced) == sorted(map(str, files))
    synced.clear()
    sync_folders(file.parent for file in files)
    assert synced == [str(tmp_path)]
    with pytest.raises(FileNotFoundError):
        sync_files([*files, tmp_path / "none"])
