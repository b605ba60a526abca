"""Where matplotlib keeps its list of fonts."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

VARIABLE = "MPLCONFIGDIR"


def choose_matplotlib_folder() -> None:
    """Name a folder beside the installed packages, so that importing matplotlib writes nothing into the home.

    Where that cannot be written to, it is a temporary folder, deleted when the process ends. A folder that
    the user has named stays.
    """
    if os.environ.get(VARIABLE):
        return
    folder = Path(sys.prefix) / "cache" / "matplotlib"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="matplotlib-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[VARIABLE] = str(folder)
