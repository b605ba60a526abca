"""The `airflow` command of the environment that we run in."""

import sys
from pathlib import Path


def airflow_program() -> str:
    """Its path."""
    return str(Path(sys.executable).with_name("airflow"))
