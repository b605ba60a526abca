"""Archived files come back byte by byte."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from amzn_review.archive.raw_pack import Packed, pack_path, write_pack
from amzn_review.batch.batch_file import digest_of
from amzn_review.data_layout import DataLayout
from tests.amzn_review.archived import extract

KEY = "reviews/lamps/a.json.gz"


def packed_file(key: str, content: bytes) -> Packed:
    return key, digest_of(content), content


def test_a_pack_is_parquet_that_others_can_read(layout: DataLayout) -> None:
    files = [packed_file(KEY, b"\x1f\x8b\0"), packed_file("reviews/lamps/Größe ☕.json.gz", b"")]
    path = pack_path(layout, "a-batch")
    assert write_pack(path, files) == 2
    table = pq.read_table(path)
    assert table.to_pylist() == [
        dict(zip(("key", "blake2b", "content"), file, strict=True)) for file in files
    ]
    assert pq.ParquetFile(path).metadata.row_group(0).column(2).compression == "ZSTD"
    assert [entry.name for entry in layout.raw.iterdir()] == ["a-batch.parquet"]


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 1001, 2500])
def test_any_number_of_files_comes_back(layout: DataLayout, number: int) -> None:
    files = [packed_file(f"reviews/lamps/{n}.json.gz", b"%d" % n) for n in range(number)]
    assert write_pack(pack_path(layout, "a-batch"), iter(files)) == number
    for key, _, content in files[:: max(1, number // 5)]:
        assert extract(layout, key) == [("a-batch", content)]
    assert extract(layout, "reviews/lamps/none.json.gz") == []


def test_every_batch_that_archived_a_key_gives_its_bytes(layout: DataLayout) -> None:
    write_pack(pack_path(layout, "batch-2"), [packed_file(KEY, b"second")])
    write_pack(pack_path(layout, "batch-1"), [packed_file(KEY, b"first")])
    large = layout.raw / "batch-3" / KEY
    large.parent.mkdir(parents=True)
    large.write_bytes(b"third, large")
    assert extract(layout, KEY) == [
        ("batch-1", b"first"),
        ("batch-2", b"second"),
        ("batch-3", b"third, large"),
    ]


def test_nothing_was_archived_yet(layout: DataLayout) -> None:
    assert extract(layout, KEY) == []


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "/etc/passwd", "reviews", "*", "a' or 'a' = 'a"]
)
def test_what_is_no_key_of_a_file_finds_nothing(layout: DataLayout, key: str) -> None:
    write_pack(pack_path(layout, "batch-1"), [packed_file(KEY, b"first")])
    large = layout.raw / "batch-3" / KEY
    large.parent.mkdir(parents=True)
    large.write_bytes(b"third, large")
    (layout.root / "etc").mkdir()
    (layout.root / "etc" / "passwd").write_bytes(b"secret")
    assert extract(layout, key) == []


def test_a_pack_that_is_not_finished_is_not_there(layout: DataLayout) -> None:
    path = pack_path(layout, "a-batch")

    def files() -> Iterator[Packed]:
        for number in range(1500):
            yield packed_file(f"reviews/lamps/{number}.json.gz", b"x")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_pack(path, files())
    assert list(layout.raw.iterdir()) == []


def test_what_a_killed_process_left_is_written_over(layout: DataLayout) -> None:
    path = pack_path(layout, "a-batch")
    path.parent.mkdir()
    path.with_name(".a-batch.parquet.partial").write_bytes(b"half")
    write_pack(path, [packed_file(KEY, b"whole")])
    assert [entry.name for entry in layout.raw.iterdir()] == ["a-batch.parquet"]
    assert extract(layout, KEY) == [("a-batch", b"whole")]
