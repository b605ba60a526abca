from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.gzip_file import write_gzip_atomically


def test_same_lines_same_bytes_in_place_of_what_lay_there(tmp_path: Path) -> None:
    file = tmp_path / "a.json.gz"
    file.write_bytes(b"")
    write_gzip_atomically(file, iter([b"1\n", b"2\n"]))
    written = file.read_bytes()
    assert gzip.decompress(written) == b"1\n2\n"
    assert written[4:8] == bytes(4)  # RFC 1952: MTIME
    write_gzip_atomically(file, [b"1\n2\n"])
    assert file.read_bytes() == written
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
def test_what_raises_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    file = tmp_path / "a.json.gz"
    file.write_bytes(b"before")

    def lines() -> Iterator[bytes]:
        yield b"1\n" * 1_000_000
        assert (tmp_path / ".a.json.gz.partial").exists()
        raise error

    with pytest.raises(error):
        write_gzip_atomically(file, lines())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.json.gz": b"before"}
