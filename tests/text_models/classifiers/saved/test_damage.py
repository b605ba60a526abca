"""A damaged folder is refused with a sentence that names a file, whatever is damaged."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.text_models.classifiers.rung_samples import TEXTS
from tests.text_models.classifiers.test_every_rung import NAMES, fitted, rungs
from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.saved.sealed_folder import seal
from text_models.tasks.task import Kind

pytestmark = pytest.mark.usefixtures("tiny_encoders")

RUNGS = NAMES[1:]
# Of every rung; all in all a thousand or more.
DAMAGES = 72


def _load(name: str, folder: Path) -> TextClassifier:
    return rungs()[name].load(folder)


def _flip(path: Path, order: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[order.randrange(len(content))] ^= 1 << order.randrange(8)
    path.write_bytes(content)


def _cut(path: Path, order: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: order.randrange(path.stat().st_size)])


def _fill(path: Path, order: random.Random) -> None:
    path.write_bytes(order.randbytes(order.randrange(200)))


def _lengthen(path: Path, order: random.Random) -> None:
    path.write_bytes(path.read_bytes() + order.randbytes(10))


def _remove(path: Path, order: random.Random) -> None:
    path.unlink()


HARM: tuple[Callable[[Path, random.Random], None], ...] = (_flip, _flip, _cut, _fill, _lengthen, _remove)


@pytest.mark.parametrize("name", RUNGS)
def test_a_folder_with_a_changed_byte_is_refused(name: str, tmp_path: Path) -> None:
    (whole := tmp_path / "whole").mkdir()
    fitted(name, Kind.SINGLE).save(whole)
    files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())
    for seed in range(DAMAGES):
        order = random.Random(seed)
        folder = tmp_path / "damaged"
        shutil.copytree(whole, folder)
        path = folder / order.choice(files)
        order.choice(HARM)(path, order)
        with pytest.raises(ValueError, match=r"(json|safetensors).* (is damaged|is missing)"):
            _load(name, folder)
        shutil.rmtree(folder)


def _values_at(content: object, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where the values of JSON stand; of a list the first two."""
    if isinstance(content, dict):
        return [place, *(at for key in content for at in _values_at(content[key], (*place, key)))]
    if isinstance(content, list):
        return [
            place,
            *(at for key in range(min(2, len(content))) for at in _values_at(content[key], (*place, key))),
        ]
    return [place]


OTHERS: list[object] = [None, -1, 10**30, "", "os:system", [], {}, ["a", "a"], [[]], True, 1.5]


@pytest.mark.parametrize("name", RUNGS)
def test_wrong_values_under_right_checksums_are_refused_or_harmless(name: str, tmp_path: Path) -> None:
    fitted(name, Kind.SINGLE).save(tmp_path)
    path = tmp_path / "classifier.json"
    whole = path.read_text()
    order = random.Random(0)
    refused = 0
    for _ in range(40):
        content = json.loads(whole)
        *way, last = order.choice(_values_at(content)[1:])
        holder = content
        for key in way:
            holder = holder[key]
        holder[last] = order.choice(OTHERS)
        path.write_text(json.dumps(content))
        seal(tmp_path)
        refused += not _answers(name, tmp_path)
    assert refused >= 12


@pytest.mark.parametrize("name", RUNGS)
def test_wrong_arrays_under_right_checksums_are_refused(name: str, tmp_path: Path) -> None:
    fitted(name, Kind.SINGLE).save(tmp_path)
    path = tmp_path / "arrays.safetensors"
    whole = load_file(path)
    for array in whole:
        found = whole[array]
        others = [found[1:], found[None], found.astype(np.complex64)]
        if found.dtype.kind == "f":
            others.append(np.full_like(found, np.nan))
        for other in others:
            # There may be any number of trees.
            if array.endswith("roots") and len(other) > 1 and other.ndim == 1 and other.dtype == found.dtype:
                continue
            save_file({**whole, array: np.ascontiguousarray(other)}, path)
            seal(tmp_path)
            with pytest.raises(ValueError, match=r"(classifier\.json|arrays\.safetensors) is damaged"):
                _load(name, tmp_path)
        save_file({key: found for key, found in whole.items() if key != array}, path)
        seal(tmp_path)
        with pytest.raises(ValueError, match=r"arrays\.safetensors is damaged \(`.*` is missing"):
            _load(name, tmp_path)


def _answers(name: str, folder: Path) -> bool:
    """Whether the folder can be loaded, and then answers; False when it is refused with a sentence."""
    try:
        loaded = _load(name, folder)
    except ValueError as error:
        assert str(folder) in str(error)  # noqa: PT017 - any other error is to come through
        return False
    return loaded.predict_proba(["good soap", ""]).shape == (2, len(loaded.labels))


@pytest.mark.parametrize("library", ["numpy", "scikit-learn", "python"])
def test_another_version_that_answers_otherwise_is_refused_by_name(library: str, tmp_path: Path) -> None:
    fitted("nb_lr", Kind.SINGLE).save(tmp_path)
    path = tmp_path / "classifier.json"
    content = json.loads(path.read_text())
    content["libraries"][library] = "0.0.1"
    path.write_text(json.dumps(content))
    seal(tmp_path)
    assert _load("nb_lr", tmp_path).labels == ("P", "N", "NEU")
    arrays = load_file(tmp_path / "arrays.safetensors")
    arrays["probe_scores"][3] = [0.2, 0.3, 0.5]
    save_file(arrays, tmp_path / "arrays.safetensors")
    seal(tmp_path)
    with pytest.raises(
        ValueError, match=rf"saved with {library} 0\.0\.1 \(now .*\) and answers otherwise now"
    ):
        _load("nb_lr", tmp_path)


def test_no_probe_is_a_text_that_someone_wrote(tmp_path: Path) -> None:
    probes = fitted("nb_lr", Kind.SINGLE)
    assert isinstance(probes, FittedClassifier)
    assert len(probes.probes) == 50
    assert not set(probes.probes) & set(TEXTS)


def test_a_rung_loads_its_own_models_alone(tmp_path: Path) -> None:
    fitted("features_lr", Kind.SINGLE).save(tmp_path)
    with pytest.raises(ValueError, match=r"`kind` is 'ten_features', expected \('linear',\)"):
        _load("nb_lr", tmp_path)
