"""Files of texts, made into JSON lines that wait for the loader, with their originals beside them."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from isal import isal_zlib

from amzn_review.batch.collector_pause import paused_collector
from amzn_review.data_layout import REVIEW_SUFFIX
from amzn_review.documents.repeated_ids import RepeatedIds
from amzn_review.documents_layout import DocumentsLayout
from amzn_review.load_limits import LoadLimits
from console.progress_bar import Advance
from storage.atomic_file import atomic_file
from storage.folder_lock import only_process
from text_files.documents.author_hash import AuthorHash
from text_files.documents.document_line import encode_line
from text_files.documents.document_maker import DocumentMaker
from text_files.documents.file_layout import FileLayout
from text_files.documents.layout_choice import ToldColumns
from text_files.documents.open_texts import XML_SUFFIX, gold_files_of, kind_of, open_texts, variant_of
from text_files.sources.gold_labels import GoldLabels
from text_files.sources.source_record import SourceFile
from text_files.sources.text_stream import UnreadableTextsError

_GZIP_WINDOW = 31  # zlib's way of asking for a gzip header; its time stamp is then 0: same lines, same bytes
_LEVEL = 1
_TICK = 2_000
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True)
class Converted:
    """One file that waits: its `key` below uploaded/, the layout it was read by, and what it holds."""

    original: str
    key: str
    layout: str
    records: int
    bad: int


@dataclass
class Converter:
    """Converts the files of one command; all of them wait at its end, or none.

    `authors` hashes who wrote a text; None: names stay. `notes` are sentences about the files. Raises
    UnreadableTextsError, LayoutError, OSError.
    """

    layout: DocumentsLayout
    task: str
    layouts: Sequence[FileLayout]
    told: ToldColumns
    authors: AuthorHash | None
    limits: LoadLimits = field(default_factory=LoadLimits)
    progress: Advance | None = None
    notes: list[str] = field(default_factory=list)

    def run(self, paths: Sequence[Path]) -> list[Converted]:
        """Convert the files, in their order; a .tsv beside an .xml holds gold labels of its tweets."""
        gold_files = gold_files_of(paths)
        gold = GoldLabels.of_files(gold_files)
        ids = RepeatedIds()
        lock = self.layout.root / "manifests" / ".documents-add-lock"
        with (
            only_process(lock, "converter of documents", self.layout.root, wait=True),
            paused_collector(),
            ExitStack() as stack,
        ):
            self.layout.originals(self.task).mkdir(parents=True, exist_ok=True)
            done = [self._convert(stack, path, gold, ids) for path in paths if path not in gold_files]
            self.notes += [*ids.notes(), *gold.notes()]
        return done

    def _convert(self, stack: ExitStack, path: Path, gold: GoldLabels, ids: RepeatedIds) -> Converted:
        with open_texts(path, self.layouts, self.told, gold) as (source, layout):
            maker = DocumentMaker(path.name, layout, self.authors, variant_of(path, layout))
            beside = gold.files if kind_of(path) == XML_SUFFIX else ()
            name = self._name(path, maker, beside)
            target = self.layout.waiting(self.task) / f"{name}{REVIEW_SUFFIX}"
            # The block's files get their names in the reverse of this order: the originals are there first.
            partial = stack.enter_context(atomic_file(target))
            records, bad = self._write(partial, source, maker, ids, path)
            for original in (path, *beside):
                kept = self.layout.originals(self.task) / f"{name}.{_safe(original.name)}"
                shutil.copyfile(original, stack.enter_context(atomic_file(kept)))
        self.notes += [f"{path.name}: {note}" for note in source.notes]
        key = str(target.relative_to(self.layout.uploaded))
        return Converted(path.name, key, layout.name, records, bad)

    def _write(
        self, partial: Path, source: SourceFile, maker: DocumentMaker, ids: RepeatedIds, path: Path
    ) -> tuple[int, int]:
        """Write the lines. Returns how many there are and how many are bad; too many refuse the file."""
        records = bad = 0
        first = None
        with partial.open("wb") as file, _packer(file) as write:
            for record in source.records():
                line = maker.line(record)
                records += 1
                if line.fault:
                    bad += 1
                    first = first or line
                elif line.external_id:
                    ids.add(line.external_id, path.name)
                write(encode_line(line))
                if self.progress and records % _TICK == 0:
                    self.progress(records, records)
        if not records:
            raise UnreadableTextsError(f"{path} holds no record: expected at least one behind the header.")
        if first and first.fault and self.limits.is_too_bad(bad, records):
            fault = first.fault
            example = (
                f"row {first.row:,}, {fault.field}: found {fault.found}, expected {fault.expected}. "
                "Mend the file."
            )
            outcome = "nothing was taken"
            raise UnreadableTextsError(
                self.limits.too_many_bad(bad, records, which=f"of {path}", outcome=outcome, example=example)
            )
        return records, bad

    def _name(self, path: Path, maker: DocumentMaker, beside: Sequence[Path]) -> str:
        """What the files are called: the same file, read in the same way, always gets the same name."""
        digests = [_digest_of(file) for file in (path, *beside)]
        how = repr((digests, maker.layout, maker.variant, self.authors is None))
        stem = _safe(path.name.removesuffix(".gz").removesuffix(kind_of(path)))[:80].lstrip(".")
        return f"{stem or 'texts'}-{hashlib.blake2b(how.encode(), digest_size=8).hexdigest()}"


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name)[-100:]


@contextmanager
def _packer(file: BinaryIO) -> Iterator[Callable[[bytes], None]]:
    """A function that writes lines gzipped."""
    compressor = isal_zlib.compressobj(_LEVEL, wbits=_GZIP_WINDOW)

    def write(line: bytes) -> None:
        file.write(compressor.compress(line))

    yield write
    file.write(compressor.flush())
