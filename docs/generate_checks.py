"""Write docs/checks.md from the files in workflow/sql/checks/.

Usage: .venv/bin/python docs/generate_checks.py [TARGET]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ROOT / "workflow" / "sql" / "checks"
REDSHIFT_CHECKS = ROOT / "workflow" / "sql" / "redshift" / "checks"
TARGET = Path(__file__).with_name("checks.md")
HEAD = """\
# Checks

A check is a statement that returns the rows for which a fact is false: no row, and the fact holds. Each is
one task of the DAG, named like its file. A red one fails without a retry; its log shows the first rows. How
to add one: [CONTRIBUTING](../CONTRIBUTING.md#a-check). What a red one means for the run:
[pipeline](pipeline.md#when-a-check-is-red).

This page is generated from the files' first lines: `.venv/bin/python docs/generate_checks.py`. A test
compares.
"""
STAGES = {
    "scores": "## `score_texts.checks`: about the scores that the run has stored",
    "warehouse": "## `warehouse_checks`: about the batches that the run has loaded",
}


def checks_page() -> str:
    """The whole page. Raises ValueError when a stage has no check, a title, or a check has no header."""
    parts = [HEAD]
    for folder in sorted(path for path in CHECKS.iterdir() if path.is_dir()):
        if folder.name not in STAGES:
            raise ValueError(
                f"{folder} is a stage without a title: add it to STAGES of {Path(__file__).name}."
            )
        files = sorted(folder.glob("*.sql"))
        if not files:
            raise ValueError(f"{folder} holds no check; expected *.sql.")
        parts.append(_table(STAGES[folder.name], files))
        shared = {file.name for file in files}
        own = [it for it in sorted((REDSHIFT_CHECKS / folder.name).glob("*.sql")) if it.name not in shared]
        if own:
            title, _, _ = STAGES[folder.name].partition(":")
            parts.append(_table(f"{title} of Redshift, besides", own))
    return "\n".join(parts)


def _table(title: str, files: Sequence[Path]) -> str:
    rows = [f"| [`{file.stem}`](../{file.relative_to(ROOT).as_posix()}) | {_fact(file)} |" for file in files]
    return "\n".join([title, "", "| check | what is true |", "|---|---|", *rows, ""])


def _fact(file: Path) -> str:
    """The comment that the file begins with, as one line."""
    lines: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    if not lines:
        raise ValueError(f"{file} does not begin with a comment that says what is true.")
    return " ".join(lines).replace("|", "\\|")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.write_text(checks_page(), encoding="utf-8")
