"""Where everything lies under DATA_DIR."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

REVIEW_SUFFIX = ".json.gz"
RESERVED_NAMES = frozenset(
    {
        "climate",
        "collected",
        "logs",
        "manifests",
        "metadata",
        "models",
        "quarantine",
        "raw",
        "reports",
        "uploaded",
        "work",
    }
)
_CATEGORY = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")
_SOURCE_SUFFIX = re.compile(r"(\.(jsonl?|ndjson)(\.(gz|bz2|xz|zst|zip))?|\.zip)$", re.IGNORECASE)


@dataclass(frozen=True)
class DataLayout:
    """Every place under DATA_DIR; nothing here creates a folder."""

    root: Path

    def review_folder(self, category: str) -> Path:
        """The folder of a category's one-review files that wait to be uploaded."""
        return self.root / category

    @property
    def metadata_products(self) -> Path:
        """Product metadata that waits to be uploaded."""
        return self.root / "metadata" / "products"

    @property
    def metadata_climate(self) -> Path:
        """The list of weather stations that waits to be uploaded."""
        return self.root / "metadata" / "climate"

    @property
    def climate(self) -> Path:
        """Daily summaries of the weather that wait to be uploaded."""
        return self.root / "climate"

    @property
    def uploaded(self) -> Path:
        """What has arrived and waits to be loaded."""
        return self.root / "uploaded"

    @property
    def uploaded_journals(self) -> Path:
        """The uploader's journals: what it has dropped, ever."""
        return self.uploaded / ".journal"

    def bucket_journals(self, server: str, bucket: str) -> Path:
        """The uploader's journals of one bucket; not below uploaded/, which is another destination."""
        return self.root / ".buckets" / server / bucket

    @property
    def streams(self) -> Path:
        """The uploader's journals of streams, in a folder a stream."""
        return self.root / ".streams"

    def stream_journals(self, key: str) -> Path:
        """The uploader's journals of one stream."""
        return self.streams / key

    def uploaded_reviews(self, category: str) -> Path:
        """The folder in which a category's reviews arrive."""
        return self.uploaded / "reviews" / category

    @property
    def uploaded_products(self) -> Path:
        """The folder in which product metadata arrives."""
        return self.uploaded / "metadata" / "products"

    @property
    def collected(self) -> Path:
        """How far each source was collected, a file a source; never below uploaded/, which is emptied."""
        return self.root / "collected"

    @property
    def raw(self) -> Path:
        """The archive of loaded files: one file a batch, and large ones beside it in a folder a batch."""
        return self.root / "raw"

    @property
    def quarantine(self) -> Path:
        """Files set aside, in a folder a reason."""
        return self.root / "quarantine"

    @property
    def dismissed(self) -> Path:
        """Files set aside that were given up, in a folder a reason."""
        return self.quarantine / "dismissed"

    @property
    def manifests(self) -> Path:
        """Frozen lists of a batch's files, in open/ and done/."""
        return self.root / "manifests"

    @property
    def work(self) -> Path:
        """Working files of the model, in a folder a batch."""
        return self.root / "work"

    @property
    def models(self) -> Path:
        """Trained models."""
        return self.root / "models"

    def categories(self) -> tuple[str, ...]:
        """The categories that have at least one review file, sorted; none if the root does not exist."""
        if not self.root.is_dir():
            return ()
        names = sorted(
            entry.name for entry in self.root.iterdir() if entry.is_dir() and is_category(entry.name)
        )
        return tuple(name for name in names if _has_review_file(self.review_folder(name)))


def is_review_file(name: str) -> bool:
    """Whether the name is a review file's: .json.gz and not hidden (a dot marks an unfinished file)."""
    return name.endswith(REVIEW_SUFFIX) and not name.startswith(".")


def review_file_names(folder: Path) -> list[str]:
    """The names of the review files in a folder, sorted: plain files only, as opening a pipe would block.

    Raises FileNotFoundError if there is no such folder.
    """
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if _is_plain_piece(entry))


def is_category(name: str) -> bool:
    """Whether a category can have this name."""
    return bool(_CATEGORY.fullmatch(name)) and name not in RESERVED_NAMES


def validate_category(name: str) -> str:
    """``name`` itself; raises ValueError with a sentence if a category cannot be called that."""
    if name in RESERVED_NAMES:
        raise ValueError(
            f"A category cannot be called {name!r}: that folder of DATA_DIR has a use; choose another."
        )
    if not is_category(name):
        raise ValueError(
            f"A category cannot be called {name!r}: expected lower-case letters, digits, _ and -, "
            "starting with a letter or digit, such as all_beauty."
        )
    return name


def source_stem(path: Path) -> str:
    """The file's name without .json or .jsonl and what it is packed in: beauty.json.bz2, beauty.zip."""
    return _SOURCE_SUFFIX.sub("", path.name)


def safe_stem(path: Path) -> str:
    """The file's stem for the name of a new, visible file; may be "".

    At most 100 characters, each an ASCII letter, a digit, ``.``, ``_`` or ``-``, and no dot first.
    """
    return _UNSAFE_IN_NAME.sub("_", source_stem(path)).lstrip(".")[:100]


def category_of(path: Path) -> str:
    """The category a file names: its stem in lower case without a trailing _5 (all_beauty)."""
    return source_stem(path).lower().removesuffix("_5")


def _has_review_file(folder: Path) -> bool:
    with os.scandir(folder) as entries:
        return any(_is_plain_piece(entry) for entry in entries)


def _is_plain_piece(entry: os.DirEntry[str]) -> bool:
    return is_review_file(entry.name) and entry.is_file(follow_symlinks=False)
