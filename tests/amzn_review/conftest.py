from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start_amzn_review() -> Callable[..., subprocess.Popen[str]]:
    """Start `amzn-review ARGS` on a DATA_DIR in a process of its own."""

    def start(data_dir: Path, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from amzn_review.cli import main; main(prog_name='amzn-review')",
                *arguments,
            ],
            cwd=PROJECT_ROOT,
            env={**os.environ, "DATA_DIR": str(data_dir), "DATA_CATEGORIES": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
