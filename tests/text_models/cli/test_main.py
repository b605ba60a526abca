"""The `text-models` command's group, as a user first meets it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from text_models.cli import main

DOERS = [
    "card",
    "compare",
    "describe",
    "encoders",
    "evaluate",
    "explain",
    "history",
    "models",
    "predict",
    "promote",
    "rollback",
    "tasks",
    "train",
]


@pytest.mark.parametrize("words", DOERS)
def test_every_command_is_listed_and_has_an_example(words: str) -> None:
    listed = CliRunner().invoke(main, ["--help"]).stdout
    assert f"\n  {words} " in listed
    result = CliRunner().invoke(main, [words, "--help"])
    assert result.exit_code == 0
    assert f"  Example:\n      text-models {words}" in result.stdout


@pytest.mark.parametrize("words", ["--help", "tasks"])
def test_it_imports_nothing_heavy(words: str) -> None:
    code = (
        "import sys; from text_models.cli import main; main(sys.argv[1].split(), standalone_mode=False); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & set(sys.argv[2:])))"
    )
    heavy = ["tensorflow", "keras", "mlflow", "sklearn", "pyarrow", "numpy", "psycopg", "rich", "airflow"]
    command = [sys.executable, "-c", code, words, *heavy]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
