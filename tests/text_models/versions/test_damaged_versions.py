"""A thousand damaged folders of versions: refused with a sentence that names a file, and none crashes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.text_models.training.mood_notes import MOOD
from tests.text_models.training.mood_version import train_mood
from text_models.ladder.version_predictor import VersionPredictor
from text_models.versions.model_card import model_card
from text_models.versions.version_folder import VersionFolder

TEXTS = ["a grumpy one", "gentle", "", "laughing and angry"]
DAMAGES, GROUPS = 1_000, 10
Harm = Callable[[Path, random.Random], None]


def _flip(path: Path, order: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[order.randrange(len(content))] ^= 1 << order.randrange(8)
    path.write_bytes(content)


def _cut(path: Path, order: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: order.randrange(path.stat().st_size)])


def _swap(path: Path, order: random.Random) -> None:
    content = bytearray(path.read_bytes())
    one, other = order.randrange(len(content)), order.randrange(len(content))
    content[one], content[other] = content[other], content[one]
    path.write_bytes(content)


def _leave_out(path: Path, order: random.Random) -> None:
    content = path.read_bytes()
    start = order.randrange(len(content))
    path.write_bytes(content[:start] + content[start + order.randrange(1, 20) :])


def _fill(path: Path, order: random.Random) -> None:
    path.write_bytes(order.randbytes(order.randrange(200)))


def _remove(path: Path, order: random.Random) -> None:
    path.unlink()


HARM: tuple[Harm, ...] = (_flip, _flip, _cut, _swap, _leave_out, _fill, _remove)


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> VersionFolder:
    """A version with thresholds, so that each kind of file is there."""
    return train_mood(tmp_path_factory.mktemp("models") / "mood", rows=90, aim="f1")


def _scores(folder: VersionFolder) -> np.ndarray:
    return np.array(
        [list(answer.probabilities.values()) for answer in VersionPredictor.load(MOOD, folder).predict(TEXTS)]
    )


def _refusal(models: Path, version: str) -> str | None:
    """The sentence by which the version is refused, None when it answers; any other error comes through."""
    try:
        _scores(VersionFolder.read(models, version))
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_damaged_version_is_refused(version: VersionFolder, group: int, tmp_path: Path) -> None:
    files = sorted(path.relative_to(version.path) for path in version.path.rglob("*") if path.is_file())
    assert {path.as_posix() for path in files} >= {
        "model.json", "evaluation.json", "split.csv", "thresholds.json", "learned_keys.txt", "checksums.json",
        "majority/constant.json", "nb_counts/classifier.json", "nb_counts/arrays.safetensors", "card.md",
    }  # fmt: skip
    whole = {path: (version.path / path).read_bytes() for path in files}
    scores, evaluation = _scores(version), version.evaluation
    models = tmp_path / "mood"
    shutil.copytree(version.path, models / version.name)
    refused = 0
    for seed in range(group * DAMAGES // GROUPS, (group + 1) * DAMAGES // GROUPS):
        order = random.Random(seed)
        name = order.choice(files)
        path = models / version.name / name
        order.choice(HARM)(path, order)
        is_changed = not path.exists() or path.read_bytes() != whole[name]
        sentence = _refusal(models, version.name)
        if sentence is None:
            folder = VersionFolder.read(models, version.name)
            assert np.array_equal(_scores(folder), scores)
            assert folder.evaluation == evaluation
            assert model_card(MOOD, folder).encode() == whole[Path("card.md")]
            # The card is made anew from the others; a byte may be swapped with its like, and the end of the
            # last line of a JSON file says nothing.
            harmless = name.name in ("card.md", "evaluation.json", "checksums.json") or not is_changed
            assert harmless, f"{name} was damaged (seed {seed}) and nobody saw it"
        else:
            refused += 1
            assert version.name in sentence
            assert name.name in sentence, f"{name} was damaged (seed {seed})"
        path.write_bytes(whole[name])
    assert refused >= 0.8 * DAMAGES / GROUPS, "fewer than chance leaves"


def test_a_file_too_many_is_refused(version: VersionFolder, tmp_path: Path) -> None:
    models = tmp_path / "mood"
    shutil.copytree(version.path, models / version.name)
    (models / version.name / "nb_counts" / "more.json").write_text("{}")
    with pytest.raises(
        ValueError, match=r"nb_counts/more\.json is damaged \(its checksum in checksums\.json"
    ):
        _scores(VersionFolder.read(models, version.name))
    (models / version.name / "nb_counts" / "more.json").unlink()
    (models / version.name / "extra.bin").write_bytes(b"x")
    with pytest.raises(ValueError, match=r"extra\.bin is damaged"):
        VersionFolder.read(models, version.name)
    # What a killed evaluation left is no damage: its name begins with a dot.
    (models / version.name / "extra.bin").rename(models / version.name / ".evaluation.json.partial")
    assert VersionFolder.read(models, version.name).predictor == "nb_counts"
