"""Packages of npm that a test needs, of the versions and hashes that are locked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def install_packages(locked: Path, folder: Path) -> Path:
    """Install what package-lock.json in `locked` names into `folder`, without install scripts.

    Skips the test where there is no Node.js, or the registry does not answer.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node.js and npm are not installed")
    shutil.copytree(locked, folder)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry does not answer within two minutes")
    # Of another content than is locked, or a lock that does not fit: faults of ours or worse.
    assert not any(fault in done.stderr for fault in ("EINTEGRITY", "EUSAGE")), done.stderr
    if done.returncode != 0:
        pytest.skip(f"npm's registry is not reached: {done.stderr.strip()[:200]}")
    return folder
