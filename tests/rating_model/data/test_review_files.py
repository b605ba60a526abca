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
    damaged: dict[str, bytes] = {"cut": bytes(content[:-20]), "empty": b"", "changed": bytes(content)}
    path.write_bytes(damaged[damage])
    with pytest.raises(
        ValueError, match=r"train-00001-of-00003\.parquet is no whole Parquet file .*Export the"
    ):
        rows(tmp_path)


GOOD = {
    "review_id": pyarrow.array([1, 2], "int64"),
    "text": pyarrow.array(["a", ""], "string"),
    "rating": pyarrow.array([1, 5], "int8"),
}
NEXT = "export the reviews again."
TABLES = {
    "a missing column": (
        {"review_id": GOOD["review_id"], "text": GOOD["text"]},
        "has the columns review_id int64, text string, expected review_id int64, text string, rating int8",
    ),
    "a column of another type": (
        {**GOOD, "rating": pyarrow.array([1, 5], "int64")},
        "has the columns review_id int64, text string, rating int64, expected review_id int64, text string, "
        "rating int8",
    ),
    "one column more": (
        {**GOOD, "asin": GOOD["text"]},
        "has the columns review_id int64, text string, rating int8, asin string, expected review_id int64, "
        "text string, rating int8",
    ),
    "no text": (
        {**GOOD, "text": pyarrow.array(["a", None], "string")},
        "has a review whose text is null, expected a value in every row",
    ),
    "a rating that no star has": (
        {**GOOD, "rating": pyarrow.array([0, 5], "int8")},
        "has a review of rating 0, expected 1 to 5",
    ),
}


def test_a_table_of_others_is_read(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table(GOOD), tmp_path / "new-00000-of-00001.parquet")
    assert rows(tmp_path, "new") == [(1, "a", 1), (2, "", 5)]


@pytest.mark.parametrize("kind", TABLES)
def test_another_table_is_refused_in_a_sentence_that_names_it(tmp_path: Path, kind: str) -> None:
    columns, sentence = TABLES[kind]
    path = tmp_path / "new-00000-of-00001.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    with pytest.raises(ValueError, match=r"\.parquet has ") as refused:
        rows(tmp_path, "new")
    assert str(refused.value) == f"{path} {sentence}: {NEXT}"
