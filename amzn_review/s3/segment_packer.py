"""One segment of a batch: its objects are read once, as rows for the warehouse and as originals for raw/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from amzn_review.batch.arrivals import printable
from amzn_review.batch.batch_counts import Rejection
from amzn_review.batch.batch_file import BatchFile, FileChangedError, digest_of
from amzn_review.batch.manifest import ManifestEntry
from amzn_review.batch.record_reader import WHOLE_FILE, RecordReader
from amzn_review.climate.daily_summaries import ClimateDay, DailySummaries, read_daily
from amzn_review.climate.staged_rows import CLIMATE_COLUMNS, STATION_COLUMNS, climate_row, station_row
from amzn_review.climate.station_list import Station, read_stations
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.documents.document_rows import document_rows, require_readable
from amzn_review.documents_layout import task_of
from amzn_review.load_limits import LoadLimits
from amzn_review.records.review_rows import ReviewRows
from amzn_review.s3.batch_keys import BatchKeys
from amzn_review.s3.batch_segments import is_packed
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.bucket_arrivals import UPLOADED, fault_of_key, kind_of
from amzn_review.s3.copy_parts import CopyParts
from amzn_review.s3.object_index import ListedObject
from amzn_review.s3.object_reader import LARGE_BYTES, ObjectReader
from amzn_review.s3.pack_part import PackPart
from amzn_review.s3.row_json import RowJson, named_json
from storage.bucket import Bucket
from storage.s3_error import ObjectChangedError, ObjectGoneError
from storage.stored_object import StoredObject
from text_files.bad_record import BadRecord

Content = bytes | ObjectGoneError | ObjectChangedError
_COPIERS = 16
_ROWS_AT_ONCE = 5_000
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a manifest does not say when an object was written


def stored(entry: ListedObject) -> StoredObject:
    """The listed object as the bucket knows it."""
    return StoredObject(UPLOADED + entry.key, entry.size, entry.etag, _NEVER)


def is_streamed(entry: ListedObject) -> bool:
    """Whether the object is read into memory, ahead of those who ask."""
    return entry.size <= LARGE_BYTES and not fault_of_key(entry.key)


@dataclass
class SegmentPacker:
    """Packs one segment slice by slice; `contents` gives, in order, each object that `is_streamed`.

    `known` says what was done. `folder` is for files until `finish`.
    """

    bucket: Bucket
    keys: BatchKeys
    segment: int
    limits: LoadLimits
    units: UnitsSetting
    now: datetime
    contents: Iterator[tuple[StoredObject, Content]]
    folder: Path
    known: BatchSummary = field(init=False)
    _parts: CopyParts = field(init=False)
    _pack: PackPart = field(init=False)
    _reader: ObjectReader = field(init=False)
    _rows: RowJson = field(init=False)

    def __post_init__(self) -> None:
        self.known = BatchSummary(self.keys.batch_id)
        self._parts = CopyParts(self.bucket, self.keys, self.segment, self.folder)
        self._pack = PackPart(self.folder / "pack.parquet")
        self._reader = ObjectReader(self.bucket, self.folder)
        self._rows = RowJson(self.keys.batch_id)

    def take(self, entries: Sequence[ListedObject]) -> None:
        """Read a slice of objects, as `slices_of` gives them. Raises S3Error, OSError."""
        self._fetch(entries)
        self.known.objects += len(entries)
        kind = kind_of(entries[0].key)
        if kind in ("climate", "stations"):
            not_loaded = self._read_climate(entries[0])
        elif kind == "documents":
            not_loaded = self._read_documents(entries[0])
        elif kind == "originals":
            not_loaded = self._copy_original(entries[0])
        else:
            not_loaded = self._read_records(entries)
        self._archive([entry for entry in entries if entry.key not in not_loaded])
        self._reader.forget()

    def finish(self) -> BatchSummary:
        """Store the rows and the originals. Returns what is known. Raises S3Error, OSError."""
        self.known.parts = self._parts.finish()
        if self._pack.finish():
            key = self.keys.pack(self.segment)
            self.bucket.upload(key, self._pack.path)
            self.known.packs.append(key)
        return self.known

    def _fetch(self, entries: Sequence[ListedObject]) -> None:
        for entry in entries:
            if is_streamed(entry):
                _, content = next(self.contents)
                if isinstance(content, bytes):
                    self._reader.contents[entry.key] = content
            elif not fault_of_key(entry.key):
                self._reader.large[entry.key] = stored(entry)

    def _read_records(self, entries: Sequence[ListedObject]) -> set[str]:
        """Take the records of the objects. Returns the keys of those that hold none, or were not read."""
        changed = {it.key for it in entries if is_streamed(it) and it.key not in self._reader.contents}
        rows = ReviewRows(self.now, self._rows.review)
        records = RecordReader(self._reader, self.limits, rows, changed)
        set_aside: set[str] = set()
        for row_batch in records.row_batches(self._file(entry) for entry in entries):
            self._parts.add("reviews", row_batch.facts)
            self._parts.add("products", map(self._rows.product, row_batch.products))
            self._reject(row_batch.rejections)
            set_aside.update(it.source_key for it in row_batch.rejections if it.is_whole_file)
        self.known.add_counts(records.counts)
        return set_aside.union(records.counts.held_keys)

    def _file(self, entry: ListedObject) -> BatchFile:
        content = self._reader.contents.get(entry.key) if is_packed(entry) else None
        return BatchFile(ManifestEntry(entry.key, entry.size, ""), content, fault_of_key(entry.key))

    def _read_climate(self, entry: ListedObject) -> set[str]:
        """Take the rows of a climate file. Returns its key if it has none, or was not read."""
        self.known.climate_files += 1
        key = entry.key
        if fault := fault_of_key(key):
            return self._refuse_climate(Rejection(key, WHOLE_FILE, fault, is_whole_file=True))
        try:
            opened = self._reader.open_listed(ManifestEntry(key, entry.size, ""))
        except FileChangedError:
            self.known.climate_held += 1
            self.known.held_keys.append(printable(key))
            return {key}
        rows: dict[str, list[bytes]] = {"climate": [], "stations": []}
        not_loaded: set[str] = set()
        with opened:
            is_list = kind_of(key) == "stations"
            found = (
                read_stations(opened, key, self.limits)
                if is_list
                else read_daily(opened, key, self.units, self.limits)
            )
            for row in found:
                if isinstance(row, Rejection):
                    not_loaded |= self._refuse_climate(row)
                elif isinstance(row, Station):
                    values = station_row(self.keys.batch_id, key, row)
                    rows["stations"].append(named_json(STATION_COLUMNS, values))
                elif isinstance(row, ClimateDay):
                    values = climate_row(self.keys.batch_id, key, row)
                    rows["climate"].append(named_json(CLIMATE_COLUMNS, values))
                if len(rows["stations"]) + len(rows["climate"]) >= _ROWS_AT_ONCE:
                    self._add_climate(rows)
            self._add_climate(rows)
            if isinstance(found, DailySummaries) and found.reading:
                self.known.climate_readings.append(found.reading)
            self.known.notes += [f"{printable(key)}: {note}" for note in found.notes]
        return not_loaded

    def _read_documents(self, entry: ListedObject) -> set[str]:
        """Take the rows of a converted file. Returns its key if it has none, or was not read."""
        key, most = entry.key, self.limits.max_line_bytes
        counts = self.known.task(task_of(key))
        try:
            if fault := fault_of_key(key):
                raise fault
            with self._reader.open_listed(ManifestEntry(key, entry.size, "")) as opened:
                require_readable(opened, key, most)
        except FileChangedError:
            return self._hold(key)
        except BadRecord as bad:
            counts.files += 1
            counts.quarantined += 1
            self._reject([Rejection(key, WHOLE_FILE, bad, is_whole_file=True)])
            return {key}
        counts.files += 1
        with self._reader.open_listed(ManifestEntry(key, entry.size, "")) as opened:
            for rows in document_rows(opened, key, most, self._rows.document):
                counts.staged += self._parts.add("documents", rows.rows)
                counts.quarantined += len(rows.rejections)
                self._reject(rows.rejections)
        return set()

    def _copy_original(self, entry: ListedObject) -> set[str]:
        """Archive an original of documents. Returns its key unless it is a small one, which is packed."""
        if is_packed(entry):
            return set() if entry.key in self._reader.contents else self._hold(entry.key)
        try:
            self.bucket.copy(stored(entry), self.keys.original(entry.key))
        except (ObjectGoneError, ObjectChangedError):
            return self._hold(entry.key)
        return {entry.key}

    def _hold(self, key: str) -> set[str]:
        """Leave an object that is not the listed one any more to the next batch."""
        self.known.held_keys.append(printable(key))
        return {key}

    def _add_climate(self, rows: dict[str, list[bytes]]) -> None:
        self.known.climate_rows += self._parts.add("climate", rows["climate"])
        self.known.station_rows += self._parts.add("stations", rows["stations"])
        for lines in rows.values():
            lines.clear()

    def _refuse_climate(self, rejection: Rejection) -> set[str]:
        self.known.climate_quarantined += 1
        self._reject([rejection])
        return {rejection.source_key} if rejection.is_whole_file else set()

    def _reject(self, rejections: Sequence[Rejection]) -> None:
        self.known.rejections += self._parts.add("rejections", map(self._rows.rejection, rejections))

    def _archive(self, entries: Sequence[ListedObject]) -> None:
        contents = self._reader.contents
        packed = [entry for entry in entries if is_packed(entry)]
        self._pack.add([(it.key, digest_of(contents[it.key]), contents[it.key]) for it in packed])
        with ThreadPoolExecutor(_COPIERS) as pool:
            list(pool.map(self._copy, [entry for entry in entries if not is_packed(entry)]))

    def _copy(self, entry: ListedObject) -> None:
        target = self.keys.original(entry.key)
        try:
            self.bucket.copy(stored(entry), target)
        except (ObjectGoneError, ObjectChangedError):
            # It is another one since it was read: what was read is archived, the other one waits.
            if entry.key in self._reader.contents:
                self.bucket.put(target, self._reader.contents[entry.key])
            else:
                self.bucket.upload(target, self._reader.file(entry.key))
