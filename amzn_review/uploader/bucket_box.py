"""A folder of a bucket into which files are put, and each once ever."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amzn_review.s3.bucket_arrivals import UPLOADED
from amzn_review.uploader.drop_journal import DropJournal
from amzn_review.uploader.review_pack import ReviewPack, pack_reviews
from storage.bucket import Bucket

_MANIFESTS = "manifests/"
_CLOCKS_APART = timedelta(hours=1)


class BucketBox:
    """Puts files below ``uploaded/<folder>/`` of a bucket, and remembers their names in two journals.

    An object's name follows from its files' names, so putting it again replaces it. What is about to be put
    goes into ``<journal>.begun``, what was put into ``<journal>.log``. Whoever is killed in between is put
    right by the next ``open()``: what was begun is put again, under the same key, unless a manifest of the
    pipeline lists that key: then it did arrive and was taken, and must not arrive twice.
    What the server still had to do for the dead process counts as done: a repeated request that comes to its
    turn after the pipeline took the first makes a second object, which the loader counts as a duplicate.

    ``file_of`` finds a file by its name for that. Threads may share a box; processes may not.
    """

    def __init__(self, bucket: Bucket, folder: str, journal: Path, file_of: Callable[[str], Path]) -> None:
        self.bucket = bucket
        self.folder = folder
        self.file_of = file_of
        self.dropped: frozenset[str] = frozenset()
        self._done = DropJournal(journal.with_name(f"{journal.name}.log"))
        self._begun = DropJournal(journal.with_name(f"{journal.name}.begun"))

    @contextmanager
    def open(self) -> Iterator[BucketBox]:
        """Put right what a killed run left, fill ``dropped`` with the names put ever, accept files."""
        with self._done.open() as done, self._begun.open() as begun:
            names = set(done)
            left = [drop for drop in map(_Drop.read, begun) if not names.issuperset(drop.members)]
            names.update(self._recover(left, names))
            self._begun.empty()
            self.dropped = frozenset(names)
            yield self

    def drop(self, *sources: Path) -> None:
        """Put ``sources`` into the bucket, together if they are reviews that can be one object.

        Raises S3Error, OSError, ValueError for a name that no key can have; then the next ``open()`` finds
        out what became of them.
        """
        packs = pack_reviews(sources)
        now = datetime.now(UTC)
        self._begun.add([_Drop(now, pack.name, _names(pack)).line() for pack in packs])
        for pack in packs:
            self._put(pack)
            self._done.add(_names(pack))

    def _put(self, pack: ReviewPack) -> None:
        key = self._key(pack.name)
        if pack.content is None:
            self.bucket.upload(key, pack.members[0])
        else:
            self.bucket.put(key, pack.content)

    def _key(self, name: str) -> str:
        try:
            name.encode()
        except UnicodeEncodeError:
            raise ValueError(
                f"File {name!r} cannot be an object: its name is not UTF-8, as every key must be; rename it."
            ) from None
        return f"{UPLOADED}{self.folder}/{name}"

    def _recover(self, left: Sequence[_Drop], done: set[str]) -> list[str]:
        """Finish what was begun; returns the names of files that are in the bucket, or were."""
        if not left:
            return []
        taken = self._taken(left)
        there: list[str] = []
        for drop in left:
            if drop.name not in taken and not self._put_again(drop):
                continue
            there += drop.members
        self._done.add([name for name in there if name not in done])
        return there

    def _put_again(self, drop: _Drop) -> bool:
        """Whether the object is there now. Where its files are not as they were, it can only be looked up."""
        files = [self.file_of(name) for name in drop.members]
        if all(file.is_file() for file in files):
            packs = pack_reviews(files)
            if [pack.name for pack in packs] == [drop.name]:
                self._put(packs[0])
                return True
        return self.bucket.head(self._key(drop.name)) is not None

    def _taken(self, left: Sequence[_Drop]) -> set[str]:
        """Which of these names the pipeline has listed since they were begun."""
        begun = min(drop.at for drop in left) - _CLOCKS_APART
        sought = {f"{self.folder}/{drop.name}": drop.name for drop in left}
        found: set[str | None] = set()
        with tempfile.TemporaryDirectory(prefix="manifests-") as folder:
            path = Path(folder, "manifest.jsonl")
            for manifest in self.bucket.list(_MANIFESTS):
                if manifest.last_modified < begun:
                    continue
                self.bucket.download(manifest, path)
                with path.open(encoding="utf-8") as lines:
                    found.update(sought.get(json.loads(line)["key"]) for line in lines)
        return {name for name in found if name is not None}


@dataclass(frozen=True)
class _Drop:
    """An object that was about to be put at a moment (UTC), and the names of its files."""

    at: datetime
    name: str
    members: list[str]

    def line(self) -> str:
        return json.dumps({"at": self.at.isoformat(), "name": self.name, "members": self.members})

    @classmethod
    def read(cls, line: str) -> _Drop:
        told = json.loads(line)
        return cls(datetime.fromisoformat(told["at"]), told["name"], told["members"])


def _names(pack: ReviewPack) -> list[str]:
    return [member.name for member in pack.members]
