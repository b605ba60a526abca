"""A copy of the statements, to which a test adds migrations and views of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from amzn_review.migrations.schema_file import read_migrations
from amzn_review.sql_catalog import SqlCatalog
from tests.conftest import SQL_DIR

LANGUAGE = "alter table reviews add column toy_language varchar(16) default 'unknown' not null;\n"


@dataclass(frozen=True)
class ToySql:
    """The copy below `root`."""

    root: Path

    @classmethod
    def copy(cls, folder: Path) -> ToySql:
        """A copy of workflow/sql in a new folder below `folder`."""
        return cls(Path(shutil.copytree(SQL_DIR, folder / "sql")))

    def add(self, text: str = LANGUAGE, what: str = "reviews_get_a_language") -> str:
        """Write the next migration. Returns its name."""
        number = len(read_migrations(SqlCatalog(self.root))) + 1
        self.path(name := f"{number:04}_{what}").write_text(text)
        return name

    def path(self, name: str) -> Path:
        """Where a migration lies."""
        return self.root / "migrations" / f"{name}.sql"

    def view(self, name: str, text: str) -> None:
        """Write a view that is made after all others."""
        (self.root / "views" / f"900_{name}.sql").write_text(text)
