"""The generated pages say what the code says now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GENERATORS = sorted(path.name for path in DOCS.glob("generate_*.py"))


def test_there_are_generators() -> None:
    assert GENERATORS == [
        "generate_checks.py",
        "generate_commands.py",
        "generate_data_model.py",
        "generate_results.py",
        "generate_rooms.py",
    ]


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_page_is_what_its_generator_writes(generator: str, tmp_path: Path) -> None:
    page = DOCS / generator.removeprefix("generate_").replace(".py", ".md")
    fresh = tmp_path / page.name
    subprocess.run([sys.executable, DOCS / generator, fresh], check=True)
    assert page.read_text() == fresh.read_text(), f"run .venv/bin/python docs/{generator}"
