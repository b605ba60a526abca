"""PyTorch and transformers' Trainer in an environment of their own, for the one benchmark that needs them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.bench_error import BenchError
from benchmarks.workshop import ROOT
from tools import install

VENV = ROOT / ".local" / "bench-pytorch-venv"
REQUIREMENTS = ROOT / "benchmarks" / "pytorch-requirements.txt"


def pytorch_python() -> Path:
    """Return the Python that has PyTorch, installed now if need be; raises BenchError when that fails.

    pip takes the build for processors alone where its configuration offers one (`PIP_FIND_LINKS`,
    `PIP_EXTRA_INDEX_URL`), else PyPI's, which brings 3 GB for graphics cards and computes the same.
    """
    stamp, wish = VENV / "installed.txt", f"{sys.version}\n{REQUIREMENTS.read_text()}"
    if not (stamp.exists() and stamp.read_text() == wish):
        if install.main(["tools"]) != 0:
            raise BenchError("pip, which installs PyTorch, could not be installed: see above.")
        shutil.rmtree(VENV, ignore_errors=True)
        print("PyTorch and transformers, for this benchmark alone …", file=sys.stderr, flush=True)
        _run([sys.executable, "-m", "venv", "--without-pip", VENV])
        pip = install.TOOLS / "bin" / "pip"
        _run([pip, "--python", VENV / "bin" / "python", "install", "--quiet", "-r", REQUIREMENTS])
        stamp.write_text(wish)
    return VENV / "bin" / "python"


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"PyTorch, which BENCH=rating compares with, was not installed:\n{done.stderr}")
