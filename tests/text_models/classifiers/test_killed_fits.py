"""Encoders that are fine-tuned: a fit that was killed goes on, and ends as it would have."""

from __future__ import annotations

import os
import signal
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.text_models.classifiers.fitted_rung import fit_rung
from tests.text_models.classifiers.rung_samples import LABELS, SINGLE, TEXTS, UNSEEN
from text_models.classifiers.rung import find_rung
from text_models.networks.training_state import TrainingState, TrainingStates

pytestmark = pytest.mark.usefixtures("tiny_encoders")


def fit_until_killed(name: str, states: str) -> None:
    """Fit, and be killed with no warning as soon as the second state is on the disk."""
    written, steps = TrainingStates.write, []

    def write(self: TrainingStates, state: TrainingState) -> None:
        written(self, state)
        steps.append(state.step)
        if len([step for step in steps if step]) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    TrainingStates.write = write  # type: ignore[method-assign] # in a process of its own
    fit_rung(find_rung(name), SINGLE, TEXTS, LABELS, states=Path(states))


@pytest.mark.parametrize("name", ["bert", "bilstm_states", "muse"])
def test_a_killed_fit_goes_on_and_ends_the_same(name: str, tmp_path: Path) -> None:
    process = get_context("spawn").Process(target=fit_until_killed, args=(name, str(tmp_path)))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    before = sorted(file.name[:14] for file in left.iterdir())
    assert len(before) == 2
    resumed = fit_rung(find_rung(name), SINGLE, TEXTS, LABELS, states=tmp_path)
    after = sorted(file.name[:14] for file in left.iterdir())
    assert min(after) > min(before), "it went on from a state, and wrote later ones"
    whole = fit_rung(find_rung(name), SINGLE, TEXTS, LABELS)
    assert resumed.predict_proba(UNSEEN).tolist() == whole.predict_proba(UNSEEN).tolist()
    other = fit_rung(find_rung(name), SINGLE, TEXTS, LABELS, seed=1)
    assert other.predict_proba(UNSEEN).tolist() != whole.predict_proba(UNSEEN).tolist()
