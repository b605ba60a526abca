"""What goes when a run is over, and what stays for runs that can still be repeated."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowFailException

from workflow.plugins.operators.models.clean_up_operator import CleanUpOperator

DAY = 86_400


def put(file: Path, days_old: float) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    moment = time.time() - days_old * DAY
    for path in (file, file.parent):
        os.utime(path, (moment, moment))


def clean_up(work: Path, batch_id: str) -> None:
    CleanUpOperator(task_id="clean_up", work_dir=str(work), batch_id=batch_id).execute({})


def test_the_runs_own_folder_goes_and_what_a_retry_needs_stays(tmp_path: Path) -> None:
    work = tmp_path / "work"
    put(work / "b3" / "reviews" / "train-00000-of-00001.parquet", 0)
    put(work / "failed yesterday" / "manifest.json", 1)
    put(work / "resumed now" / "checkpoints" / "step-7", 0)
    put(work / "resumed now" / "old", 20)
    put(work / "long forgotten" / "old", 15)
    put(tmp_path / "models" / "old", 99)
    for _ in range(2):
        clean_up(work, "b3")
        assert sorted(path.name for path in work.iterdir()) == ["failed yesterday", "resumed now"]
    assert (tmp_path / "models" / "old").exists()


def test_an_empty_work_folder_goes_too(tmp_path: Path) -> None:
    put(tmp_path / "work" / "b1" / "file", 0)
    clean_up(tmp_path / "work", "b1")
    clean_up(tmp_path / "work", "b1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("batch_id", ["", ".", "..", "../models", "None", "/"])
def test_nothing_is_removed_for_what_is_no_batch(tmp_path: Path, batch_id: str) -> None:
    put(tmp_path / "work" / "b1" / "file", 99)
    with pytest.raises(AirflowFailException, match="Nothing is removed"):
        clean_up(tmp_path / "work", batch_id)
    assert (tmp_path / "work" / "b1" / "file").exists()
