"""Posts that their source has deleted leave the warehouse, with labels and scores, and do not come back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from amzn_review.documents_layout import DELETIONS, DOCUMENTS_SOURCE, DocumentsLayout
from amzn_review.warehouse_transaction import WarehouseTransaction
from errors import SentenceError
from storage.bucket import Bucket

Begin = Callable[[], AbstractContextManager[WarehouseTransaction]]
SUFFIX = ".jsonl"
UPLOADED = "uploaded/"
LOAD_TURN = "staging/one_at_a_time.sql"  # of Redshift


class DeletionsError(SentenceError):
    """A list of deleted posts that cannot be read; ``str()`` is one sentence."""


class DeletedPost(msgspec.Struct, frozen=True):
    """A post by its number at the source; `original` is what documents.original says of that."""

    external_id: str
    original: str


def deletion_lines(external_ids: Iterable[str], original: str) -> bytes:
    """The lines of a list."""
    posts = (DeletedPost(external_id, original) for external_id in external_ids)
    return b"".join(msgspec.json.encode(post) + b"\n" for post in posts)


def deletion_key(task: str, stem: str, lines: bytes) -> str:
    """Where a list waits below uploaded/: the same lines are the same name."""
    digest = hashlib.blake2b(lines, digest_size=8).hexdigest()
    return f"{DOCUMENTS_SOURCE}/{task}/{DELETIONS}/{stem}-{digest}{SUFFIX}"


def waiting_deletions(layout: DocumentsLayout) -> list[Path]:
    """The lists that wait in a DATA_DIR, sorted. Skips dotfiles: they are being written."""
    root = layout.uploaded / DOCUMENTS_SOURCE
    return sorted(root.glob(f"[!.]*/{DELETIONS}/[!.]*{SUFFIX}"))


def honour_deletions(layout: DocumentsLayout, begin: Begin) -> Counter[str]:
    """Take the posts of all lists that wait out of the warehouse. Returns how many documents went, by task.

    A list is removed behind the commit: whoever is killed in between does it again, and finds nothing to do.
    Raises DeletionsError, OSError, and what `begin` raises; then its list stays.
    """
    gone: Counter[str] = Counter()
    lock = f"{layout.kind}/one_at_a_time.sql"
    for path in waiting_deletions(layout):
        task = path.parent.parent.name
        with begin() as transaction:
            gone[task] += delete_posts(transaction, task, path.read_bytes(), str(path), lock)
        path.unlink(missing_ok=True)
    return +gone


def honour_bucket_deletions(bucket: Bucket, begin: Begin) -> Counter[str]:
    """The same for the lists that wait in a bucket, out of Redshift."""
    gone: Counter[str] = Counter()
    for found in list(bucket.list(f"{UPLOADED}{DOCUMENTS_SOURCE}/")):
        task, _, name = found.key.removeprefix(f"{UPLOADED}{DOCUMENTS_SOURCE}/").partition("/")
        if not name.startswith(f"{DELETIONS}/"):
            continue
        with begin() as transaction:
            gone[task] += delete_posts(transaction, task, bucket.get(found.key), found.key, LOAD_TURN)
        bucket.delete_unchanged([found])
    return +gone


def delete_posts(
    transaction: WarehouseTransaction,
    task: str,
    lines: bytes,
    place: str,
    lock: str,
) -> int:
    """Note the posts of a list as deleted, and delete what there is of them. Returns how many documents went.

    `lock` keeps loads out until the commit. Raises DeletionsError, naming `place`.
    """
    transaction.run(lock)
    for post in _posts(lines, place):
        transaction.run("documents/note_deleted.sql", {"task": task, **msgspec.structs.asdict(post)})
    transaction.run("documents/delete_scores.sql")
    transaction.run("documents/delete_labels.sql")
    return transaction.run("documents/delete_documents.sql")


def _posts(lines: bytes, place: str) -> Iterator[DeletedPost]:
    for number, line in enumerate(lines.splitlines(), start=1):
        try:
            yield msgspec.json.decode(line, type=DeletedPost)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DeletionsError(
                f"{place}, line {number:,}: {error}. Expected a deleted post as the collector notes it; "
                "remove the file."
            ) from None
