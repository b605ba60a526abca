"""A file of texts, opened by its name and the layout whose columns it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from text_files.documents.file_layout import FileLayout
from text_files.documents.layout_choice import ToldColumns, choose_layout
from text_files.sources.delimited_file import DelimitedFile
from text_files.sources.gold_labels import GoldLabels
from text_files.sources.json_file import JsonFile
from text_files.sources.source_record import SourceFile
from text_files.sources.tass_file import TassFile
from text_files.sources.text_stream import UnreadableTextsError, as_text, unpacked

DELIMITERS = {".csv": ",", ".tsv": "\t"}
JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")
XML_SUFFIX = ".xml"


@contextmanager
def open_texts(
    path: Path, layouts: Sequence[FileLayout], told: ToldColumns, gold: GoldLabels | None = None
) -> Iterator[tuple[SourceFile, FileLayout]]:
    """The records of a file, and the first layout that fits it with what is `told` in its place.

    `gold` are labels by id that take the place of those in TASS files. Raises UnreadableTextsError and
    LayoutError, in the block too.
    """
    encoding = told.encoding or _encoding_of(path, layouts, told)
    of_encoding = [layout for layout in layouts if told.applied(layout).encoding == encoding]
    with _open(path, encoding, gold) as source:
        yield source, choose_layout(of_encoding, told, source.columns, str(path))


def gold_files_of(paths: Sequence[Path]) -> list[Path]:
    """Those of the files that hold gold labels: a .tsv beside an .xml."""
    has_tweets = any(kind_of(path) == XML_SUFFIX for path in paths)
    return [path for path in paths if has_tweets and kind_of(path) == ".tsv"]


def _encoding_of(path: Path, layouts: Sequence[FileLayout], told: ToldColumns) -> str:
    """The encoding of the first layout whose columns the file has in it."""
    for encoding in dict.fromkeys(layout.encoding for layout in layouts):
        with _open(path, encoding) as source:
            for layout in layouts:
                is_declared = layout.encoding == encoding
                if is_declared and not told.applied(layout).missing(source.columns):
                    return encoding
    return "utf-8"


@contextmanager
def _open(path: Path, encoding: str, gold: GoldLabels | None = None) -> Iterator[SourceFile]:
    kind = kind_of(path)
    if kind not in {*DELIMITERS, *JSON_SUFFIXES, XML_SUFFIX}:
        raise UnreadableTextsError(
            f"{path} is of no kind that is known: expected .csv, .tsv, .jsonl or .xml (TASS), each also "
            "as .gz."
        )
    with unpacked(path) as file:
        if kind in JSON_SUFFIXES:
            yield JsonFile(file, path, encoding)
            return
        with as_text(file, path, encoding) as text:
            if kind == XML_SUFFIX:
                yield TassFile(text, path, gold)
            else:
                yield DelimitedFile(text, path, DELIMITERS[kind])


def kind_of(path: Path) -> str:
    """The suffix that tells a file's format, such as .csv of train.csv.gz."""
    return Path(path.name.lower().removesuffix(".gz")).suffix


def variant_of(path: Path, layout: FileLayout) -> str | None:
    """The variant that the file's name has between separators, as intertass_cr_train.xml has cr."""
    parts = re.split(r"[^a-z]+", path.name.lower())
    return next((variant for variant in layout.variants if variant in parts), None)
