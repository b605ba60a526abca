"""The steps of a rung: what was fitted is loaded again, and answers the same whatever the order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.text_models.comparison.made_texts import MOOD, notes, task_texts
from text_models.classifiers.rung import rungs_of
from text_models.comparison.processes.rung_job import RungJob, read_part, write_texts
from text_models.comparison.processes.rung_result import RungResult, read_probabilities
from text_models.comparison.rung_steps import STEPS
from text_models.comparison.subsets import subset_rows
from text_models.corpus.split import Part
from text_models.tasks.task import Task

RUNGS = ("nb_counts", "nb_lr", "fasttext_softmax")
TWO_MOODS = replace(MOOD, labels=("bad", "good", "dull"), rungs=RUNGS)


def _job(folder: Path, task: Task, rung: str, **more: Any) -> RungJob:
    folder.mkdir()
    rows = [(text, "dull" if row % 4 == 1 else label) for row, (text, label) in enumerate(notes(90))]
    texts = {}
    for part, own in ((Part.TRAIN, rows[:60]), (Part.DEV, rows[60:75]), (Part.TEST, rows[75:])):
        path = folder / f"{part}.json"
        write_texts(path, task_texts(own), [text for text, _ in own])
        texts[part.value] = str(path)
    made = RungJob(step="fit", task=task, rung=rung, texts=texts, folder=str(folder), **more)
    made.write(folder)
    return RungJob.read(folder)


@pytest.mark.parametrize("rung", RUNGS)
def test_labels_in_three_orders_get_the_same_scores_before_and_after_reload(
    rung: str, tmp_path: Path
) -> None:
    scores = []
    for number, labels in enumerate(
        (("bad", "good", "dull"), ("dull", "bad", "good"), ("good", "dull", "bad"))
    ):
        task = replace(TWO_MOODS, labels=labels)
        job = _job(tmp_path / str(number), task, rung)
        fitted = STEPS["fit"](job)
        STEPS["test"](replace(job, step="test"))
        texts = read_part(Path(job.texts["test"])).texts
        found = read_probabilities(tmp_path / str(number) / "test.npy")
        loaded = rungs_of(task)[rung].load(tmp_path / str(number) / "model-0")
        order = np.random.default_rng(1).permutation(len(texts))
        permuted = loaded.predict_proba([texts[place] for place in order])
        assert np.abs(permuted - found[order]).max() < 1e-5, "the company of a text changes nothing"
        scores.append(
            {
                (text, label): found[row, column]
                for row, text in enumerate(texts)
                for column, label in enumerate(task.labels)
            }
        )
        assert len(fitted.scores) == len(rungs_of(task)[rung].choices_of(task))
    assert len(scores[0]) == 45
    assert scores[0] == pytest.approx(scores[1], abs=1e-9)
    assert scores[0] == pytest.approx(scores[2], abs=1e-9)


def test_a_rung_with_chance_is_fitted_with_each_seed(tmp_path: Path) -> None:
    job = _job(tmp_path / "job", TWO_MOODS, "fasttext_softmax", seeds=3)
    fitted = STEPS["fit"](job)
    assert [folder.name for folder in sorted((tmp_path / "job").glob("model-*"))] == [
        "model-0", "model-1", "model-2",
    ]  # fmt: skip
    assert len(fitted.seed_scores) == 3
    STEPS["test"](replace(job, step="test"))
    texts = read_part(Path(job.texts["test"])).texts
    each = [
        rungs_of(TWO_MOODS)["fasttext_softmax"].load(tmp_path / "job" / f"model-{n}").predict_proba(texts)
        for n in range(3)
    ]
    assert np.abs(each[0] - each[1]).max() > 0, "seeds differ"
    assert np.allclose(read_probabilities(tmp_path / "job" / "test.npy"), np.mean(each, axis=0))
    plain = STEPS["fit"](_job(tmp_path / "plain", TWO_MOODS, "nb_counts", seeds=3))
    assert plain.seed_scores == []


def test_a_curve_tells_where_nothing_could_be_learned(tmp_path: Path) -> None:
    job = _job(tmp_path / "job", TWO_MOODS, "nb_counts", sizes=(2, 30, None))
    points = STEPS["curve"](job).points
    assert [point[0] for point in points] == [2, 30, None]
    assert points[2][1] == 60
    assert all(0 < point[2] <= 1 for point in points[1:] if point[2] is not None)


def test_subsets_are_whole_groups_with_their_share_of_each_label() -> None:
    labels = ["bad", "good", "good"] * 20
    groups = [f"group {row // 2}" for row in range(60)]
    rows = subset_rows(MOOD, labels, groups, 12).tolist()
    chosen = {groups[row] for row in rows}
    assert sorted(rows) == [row for row, group in enumerate(groups) if group in chosen]
    assert 10 <= len(rows) <= 14
    assert 3 <= [labels[row] for row in rows].count("bad") <= 5
    assert subset_rows(MOOD, labels, groups, 100).tolist() == list(range(60))


def test_a_result_comes_back_as_it_was_written(tmp_path: Path) -> None:
    result = RungResult(
        seconds=1.5,
        options={"strength": 0.1},
        scores=[({"strength": 0.1}, 0.5)],
        points=[(8, 9, None, "why")],
    )
    result.write(tmp_path)
    assert RungResult.read(tmp_path) == result
