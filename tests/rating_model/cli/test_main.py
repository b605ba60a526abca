from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from console.lazy_group import LazyGroup, first_paragraph
from rating_model.cli import main

assert isinstance(main, LazyGroup)
COMMANDS = {name: first_paragraph(point) for name, point in main.points.items()}
DOERS = ["evaluate", "models", "predict", "promote", "tokenizer retrain", "train"]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.help or "").splitlines()[0] == COMMANDS[name]
    assert f"{name} " in CliRunner().invoke(main, ["--help"]).stdout


@pytest.mark.parametrize("words", DOERS)
def test_every_help_has_an_example(words: str) -> None:
    result = CliRunner().invoke(main, [*words.split(), "--help"])
    assert result.exit_code == 0
    assert f"  Example:\n      rating-model {words}" in result.stdout


@pytest.mark.parametrize("words", ["", *DOERS])
def test_help_imports_nothing_heavy(words: str) -> None:
    code = (
        "import sys; from rating_model.cli import main; main(sys.argv[1].split(), standalone_mode=False); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & set(sys.argv[2:])))"
    )
    heavy = ["tensorflow", "keras", "mlflow", "sklearn", "pyarrow", "numpy", "psycopg", "rich", "airflow"]
    command = [sys.executable, "-c", code, f"{words} --help", *heavy]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
