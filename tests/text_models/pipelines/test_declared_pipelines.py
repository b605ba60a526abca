"""Which pipeline a task has, by what installed packages declare."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rating_model.pipeline.rating_pipeline import RATING
from tests.declared import declare
from text_models.pipelines.declared_pipelines import GROUP, load_pipeline
from text_models.tasks.task import TaskError


def test_the_pipeline_of_the_rating_is_declared() -> None:
    assert load_pipeline("rating") is RATING


def test_another_package_declares_another_task(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"for task 'length' in `text_models\.pipelines`; found: rating\. De"):
        load_pipeline("length")
    (tmp_path / "toy_lengths.py").write_text("LENGTH = 'the pipeline of lengths'\n")
    declare(monkeypatch, tmp_path, "toy", GROUP, "length = toy_lengths:LENGTH")
    found: object = load_pipeline("length")
    assert found == "the pipeline of lengths"
    assert load_pipeline("rating") is RATING


def test_two_packages_for_one_task_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    declare(monkeypatch, tmp_path / "a", "toya", GROUP, "length = toy_a:LENGTH")
    declare(monkeypatch, tmp_path / "b", "toyb", GROUP, "length = toy_b:LENGTH")
    with pytest.raises(TaskError, match=r"more than one pipeline in .*: toy_a:LENGTH, toy_b:LENGTH"):
        load_pipeline("length")


def test_declaring_the_rating_imports_nothing_heavy() -> None:
    script = (
        "import sys; from text_models.pipelines.declared_pipelines import load_pipeline; "
        "load_pipeline('rating'); print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    heavy = {"tensorflow", "keras", "numpy", "pyarrow", "sklearn", "sentencepiece", "mlflow", "psycopg"}
    assert "rating_model" in done.stdout
    assert {name for name in heavy if f"'{name}'" in done.stdout} == set()
