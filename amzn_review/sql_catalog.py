"""Where a statement lies, in the dialect of the database that is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SqlCatalog:
    """The .sql files below `root`. A dialect has its own below `root`/<dialect>, at the shared file's path.

    The dialect "" is the shared one, PostgreSQL's.
    """

    root: Path
    dialect: str = ""

    def path(self, name: str) -> Path:
        """The file of a statement, such as "load/users.sql": the dialect's own, else the shared one."""
        own = self.root / self.dialect / name
        return own if own.is_file() else self.root / name

    def names(self, folder: str) -> list[str]:
        """The stems of the statements in a folder, shared ones and the dialect's own, sorted."""
        folders = {self.root / folder, self.root / self.dialect / folder}
        return sorted({path.stem for place in folders for path in place.glob("*.sql")})

    def own(self, folder: str) -> list[Path]:
        """The dialect's own files of a folder, sorted by name."""
        return sorted((self.root / self.dialect / folder).glob("*.sql"))
