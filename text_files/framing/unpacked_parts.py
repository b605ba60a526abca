"""A file out of whatever it is packed in: gzip, bz2, xz, zstd and zip, one in another too."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from text_files.bad_record import shown
from text_files.framing.content_error import ContentError

MOST_LAYERS = 3
# JSON of reviews shrinks to a tenth, of equal ones to a hundredth. What unpacks to more is made to do harm.
MOST_RATIO = 200
UNJUDGED_BYTES = 256 * 1024 * 1024
_PEEKED = 8
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


def unpacked_parts(file: BinaryIO) -> Iterator[io.BufferedReader]:
    """The content of an open file, peekable: one part, or one for each file in a zip archive, in its order.

    Names within an archive are never used. A part is to be read before the next one is asked for. Raises
    ContentError, also from a part's `read`: for what is cut short, damaged, encrypted, packed in more than
    three layers, or unpacks to more than 200 times its size, once that is over 256 MiB.
    """
    yield from _parts(file, file, MOST_LAYERS)


def _parts(file: BinaryIO, disk: BinaryIO, layers: int) -> Iterator[io.BufferedReader]:
    buffered = cast(io.BufferedReader, file) if hasattr(file, "peek") else _buffered(file)
    head = buffered.peek(_PEEKED)[:_PEEKED]
    if head.startswith(b"PK\x03\x04"):
        # An archive's list of its files stands at its end, so that it is read from a file or from memory.
        yield from _members(disk if layers == MOST_LAYERS else io.BytesIO(buffered.read()), layers)
        return
    for magic, name, opened in _FORMATS:
        if head.startswith(magic):
            if not layers:
                found = f"{name} in {MOST_LAYERS} other layers of packing"
                raise ContentError(found, f"at most {MOST_LAYERS}")
            yield from _parts(_buffered(_Unpacked(opened(buffered), name, disk)), disk, layers - 1)
            return
    yield buffered


def _members(file: BinaryIO, layers: int) -> Iterator[io.BufferedReader]:
    try:
        with zipfile.ZipFile(file) as archive:
            size = file.seek(0, io.SEEK_END)
            members = [member for member in archive.infolist() if not member.is_dir()]
            if not members:
                raise ContentError("a zip archive without a file", "at least one file in it")
            for member in members:
                if member.flag_bits & 1:
                    found = f"a zip archive whose file {shown(member.filename)} is encrypted"
                    raise ContentError(found, "an archive without a password")
                with archive.open(member) as opened:
                    packed_size = _Sized(min(member.compress_size, size))
                    unpacked = _Unpacked(cast(BinaryIO, opened), "zip", packed_size)
                    yield from _parts(_buffered(unpacked), file, layers - 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        found = f"a zip archive that cannot be read ({shown(str(error))})"
        raise ContentError(found, "a whole zip archive") from error


class _Sized:
    """Stands for a file of which so many bytes were read."""

    def __init__(self, size: int) -> None:
        self._size = size

    def tell(self) -> int:
        return self._size


class _Unpacked(io.RawIOBase):
    """The bytes that come out of `packed`, counted against those that `disk` has given."""

    def __init__(self, packed: BinaryIO, name: str, disk: BinaryIO | _Sized) -> None:
        # What was unpacked before damage is given, where the library tells the one from the other.
        self._read: Callable[[int], bytes] = getattr(packed, "read1", packed.read)
        self._name, self._disk = name, disk
        self._given = 0
        self._failure: ContentError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer, but for the end: whoever judges the beginning sees it whole."""
        view = memoryview(cast(bytearray, buffer))
        filled = 0
        while filled < len(view) and self._failure is None:
            content = self._content(len(view) - filled)
            if not content:
                break
            view[filled : filled + len(content)] = content
            filled += len(content)
        if not filled and self._failure:
            raise self._failure
        return filled

    def _content(self, most: int) -> bytes:
        try:
            content = self._read(most)
        except EOFError:
            self._fail("the end", f"a whole {self._name} file")
            return b""
        except _DAMAGE as error:
            self._fail("damage", f"an undamaged {self._name} file", f" ({shown(str(error))})")
            return b""
        self._given += len(content)
        if self._given > max(UNJUDGED_BYTES, MOST_RATIO * self._disk.tell()):
            found = f"{self._given:,} bytes out of {self._disk.tell():,}"
            raise ContentError(found, f"at most {MOST_RATIO} out of one")
        return content

    def _fail(self, what: str, expected: str, why: str = "") -> None:
        found = f"{what} after {self._given:,} unpacked bytes{why}"
        self._failure = ContentError(found, expected)


def _buffered(raw: object) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, raw), 1 << 17)


def _zstd(file: BinaryIO) -> BinaryIO:
    import pyarrow as pa

    return cast(BinaryIO, pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))


def _gzip(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=file))


def _bz2(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, bz2.BZ2File(file))


def _xz(file: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, lzma.LZMAFile(file))


_FORMATS: tuple[tuple[bytes, str, Callable[[BinaryIO], BinaryIO]], ...] = (
    (b"\x1f\x8b", "gzip", _gzip),
    (b"BZh", "bz2", _bz2),
    (b"\xfd7zXZ\x00", "xz", _xz),
    (b"\x28\xb5\x2f\xfd", "zstd", _zstd),
)
