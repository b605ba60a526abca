"""Which code trained a model."""

from __future__ import annotations

import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = "amzn-review"
CHECKOUT = Path(__file__).resolve().parents[2]


def code_version(checkout: Path = CHECKOUT) -> str:
    """The package's version and, in a checkout, the commit: "0.1.0+1234567890ab", ".changed" if files were.

    "+unknown" where there is no git, or none that may look (a copy of the code on a worker).
    """
    try:
        release = version(PACKAGE)
    except PackageNotFoundError:
        release = "0"
    commit = _git(checkout, "rev-parse", "--short=12", "HEAD")
    if commit is None:
        return f"{release}+unknown"
    return f"{release}+{commit}{'.changed' if _git(checkout, 'status', '--porcelain', '-uno') else ''}"


def _git(checkout: Path, *words: str) -> str | None:
    """What git prints; None when it cannot say, or when the code is not the top of a checkout."""
    if not (checkout / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "-C", checkout, *words], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
