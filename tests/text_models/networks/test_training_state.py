"""A state is read whole or not at all."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from text_models.networks.training_state import TrainingState, TrainingStates


def _state(step: int) -> TrainingState:
    return TrainingState(
        step=step,
        tensors={"weights/a": np.full((2, 3), step / 3, np.float32)},
        history=[{"step": step, "loss": 0.1 + 0.2}],
        losses=[1 / 3],
        best_loss=2 / 3,
        best_step=step - 1,
        looks_without_gain=1,
        seconds=1.5,
    )


@pytest.fixture
def sentences() -> list[str]:
    return []


@pytest.fixture
def states(tmp_path: Path, sentences: list[str]) -> TrainingStates:
    return TrainingStates(tmp_path / "checkpoints", {"seed": 1}, sentences.append)


def test_the_latest_comes_back_to_the_last_digit(states: TrainingStates, sentences: list[str]) -> None:
    assert states.read() is None
    for step in (5, 10, 1_000):
        states.write(_state(step))
    assert [path.name[:14] for path in sorted(states.folder.iterdir())] == [
        "step-000000010",
        "step-000001000",
    ]
    found, expected = states.read(), _state(1_000)
    assert found is not None
    assert found.tensors.pop("weights/a").tolist() == expected.tensors.pop("weights/a").tolist()
    assert found == expected
    assert sentences == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-7],
        lambda content: content[:20],
        lambda _: b"",
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    ],
)
def test_a_damaged_one_is_named_and_the_one_before_it_used(
    states: TrainingStates, sentences: list[str], damage: Callable[[bytes], bytes]
) -> None:
    states.write(_state(5))
    states.write(_state(10))
    path = max(states.folder.iterdir())
    path.write_bytes(damage(path.read_bytes()))
    found = states.read()
    assert found is not None
    assert found.step == 5
    assert sentences == [f"The training state {path} is damaged and not used: the one before it is."]


def test_that_of_another_training_is_not_used(states: TrainingStates, sentences: list[str]) -> None:
    states.write(_state(5))
    assert TrainingStates(states.folder, {"seed": 2}, sentences.append).read() is None
    assert len(sentences) == 1
    assert sentences[0].endswith("is of another training and not used.")


def test_what_a_killed_writer_left_goes(states: TrainingStates) -> None:
    states.folder.mkdir()
    (states.folder / ".77.partial").write_bytes(b"half")
    states.write(_state(5))
    assert [path.suffix for path in states.folder.iterdir()] == [".safetensors"]
