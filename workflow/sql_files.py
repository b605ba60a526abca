"""Where the statements lie."""

from __future__ import annotations

from pathlib import Path

SQL_DIR = Path(__file__).parent / "sql"


def check_names(stage: str) -> list[str]:
    """The checks of one stage ("staging" or "warehouse"): the stems of its files, sorted."""
    return sorted(path.stem for path in (SQL_DIR / "checks" / stage).glob("*.sql"))
