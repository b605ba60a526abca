"""What the export writes is read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from rating_model.data.review_files import PartWriter, read_part

ROWS = [(number, f"text {number} \U0001f600", 1 + number % 5) for number in range(25)]


def write(folder: Path, part: str = "train", shard_rows: int = 10) -> None:
    with PartWriter(folder, part, shard_rows=shard_rows) as writer:
        for start in range(0, 25, 7):
            writer.write(ROWS[start : start + 7])


def rows(folder: Path, part: str = "train") -> list[tuple[int, str, int]]:
    return [tuple(row.values()) for batch in read_part(folder, part) for row in batch.to_pylist()]


def test_rows_come_back_in_order(tmp_path: Path) -> None:
    write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"train-{index:05d}-of-00003.parquet" for index in range(3)
    ]
    assert [parquet.read_metadata(path).num_rows for path in sorted(tmp_path.iterdir())] == [10, 10, 5]
    assert rows(tmp_path) == ROWS


def test_a_part_without_rows_is_one_file(tmp_path: Path) -> None:
    with PartWriter(tmp_path, "new") as writer:
        writer.write([])
    assert [path.name for path in tmp_path.iterdir()] == ["new-00000-of-00001.parquet"]
    assert rows(tmp_path, "new") == []


def test_what_was_not_written_to_the_end_has_no_name(tmp_path: Path) -> None:
    def fail() -> None:
        with PartWriter(tmp_path, "train") as writer:
            writer.write(ROWS)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail()
    with pytest.raises(FileNotFoundError, match="holds 0 of 1 `train` shards"):
        rows(tmp_path)


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "train-00001-of-00003.parquet").unlink()
    with pytest.raises(
        FileNotFoundError, match=r"2 of 3 `train` shards: train-00001-of-00003\.parquet is missing"
    ):
        rows(tmp_path)


@pytest.mark.parametrize("damage", ["cut", "empty", "changed"])
def test_a_damaged_shard_is_named(tmp_path: Path, damage: str) -> None:
    write(tmp_path)
    path = tmp_path / "train-00001-of-00003.parquet"
    content = bytearray(path.read_bytes())
    content[content.index(b"text 1")] ^= 1
    path.write_bytes({"cut": content[:-20], "empty": b"", "changed": content}[damage])
    with pytest.raises(
        ValueError, match=r"train-00001-of-00003\.parquet is no whole Parquet file .*Export the"
    ):
        rows(tmp_path)


def test_another_table_is_named(tmp_path: Path) -> None:
    parquet.write_table(
        pyarrow.table({"review_id": [1], "text": ["a"]}), tmp_path / "new-00000-of-00001.parquet"
    )
    with pytest.raises(
        ValueError, match=r"must have the columns .*rating int8\. Received: review_id int64, text"
    ):
        rows(tmp_path, "new")
