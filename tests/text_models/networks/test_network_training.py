"""A network learns, stops early, goes on where it was killed, and answers each text by itself."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.text_models.networks.tiny_network import KILLED_AFTER, SHAPES, begun, build, texts, training
from text_models.networks.batch_plan import BatchPlan
from text_models.networks.compiled_network import compiled_network
from text_models.networks.encoded_texts import EncodedTexts
from text_models.networks.learning_rate import constant_rate
from text_models.networks.losses import SoftmaxLosses
from text_models.networks.network_options import NetworkOptions
from text_models.networks.network_training import NetworkTraining
from text_models.networks.network_weights import in_order, weights_of

PROGRAM = "tests.text_models.networks.tiny_network"


def test_a_killed_training_goes_on_to_the_weights_it_would_have_had(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-m", PROGRAM, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    states = sorted(path.name[:14] for path in tmp_path.iterdir())
    steps_an_epoch = BatchPlan(texts(60).texts, 16, 3).batches_an_epoch
    assert states[-1] == f"step-{KILLED_AFTER * steps_an_epoch:09d}"
    going_on = training(tmp_path)
    assert [entry["epoch"] for entry in going_on.run()] == [1, 2, 3, 4, 5, 6]
    found = {name: each.tolist() for name, each in weights_of(going_on.compiled.network).items()}
    straight = training(None)
    straight.run()
    assert found == {name: each.tolist() for name, each in weights_of(straight.compiled.network).items()}


def test_it_learns_what_is_plain_and_the_history_tells_so() -> None:
    history = NetworkTraining(
        begun(),
        texts(400),
        texts(100, seed=1),
        SoftmaxLosses(),
        NetworkOptions(epochs=30, batch_size=16, patience=0, schedule=constant_rate(2e-2)),
        judge=lambda logits: {"accuracy": (logits.argmax(axis=1) == texts(100, seed=1).truth[:, 1]).mean()},
        rank_by="accuracy",
    ).run()
    assert [entry["epoch"] for entry in history] == list(range(1, 31))
    assert history[-1]["training_loss"] < 0.5 * history[0]["training_loss"]
    assert max(entry["accuracy"] for entry in history) >= 0.95
    assert all(later["seconds"] >= entry["seconds"] for entry, later in pairwise(history))


def test_it_stops_after_epochs_without_gain_and_keeps_the_best_weights() -> None:
    figures = iter([0.5, 0.7, 0.6, 0.7, 0.1, 0.9])
    seen = []
    run = NetworkTraining(
        begun(),
        texts(30),
        texts(10, seed=1),
        SoftmaxLosses(),
        NetworkOptions(epochs=6, batch_size=16, patience=3),
        judge=lambda logits: {"figure": seen.append(logits) or next(figures)},  # type: ignore[func-returns-value] # append
        rank_by="figure",
    )
    assert [entry["figure"] for entry in run.run()] == [0.5, 0.7, 0.6, 0.7, 0.1]
    network = run.compiled.network
    kept = run.compiled.answers(in_order(network, weights_of(network)), texts(10, seed=1).texts)
    assert kept.tolist() == seen[1].tolist()


def test_the_seed_alone_decides_what_is_learned() -> None:
    def trained(seed: int) -> dict[str, list[float]]:
        options = NetworkOptions(epochs=2, batch_size=16, seed=seed)
        run = NetworkTraining(begun(seed), texts(40), None, SoftmaxLosses(), options)
        run.run()
        return {name: each.tolist() for name, each in weights_of(run.compiled.network).items()}

    first = trained(1)
    assert trained(1) == first
    assert trained(2) != first


def test_a_loss_that_is_no_number_ends_the_training() -> None:
    options = NetworkOptions(epochs=2, batch_size=16, schedule=constant_rate(float("nan")))
    with pytest.raises(FloatingPointError, match="The loss became nan at step 2: lower the learning rate"):
        NetworkTraining(begun(), texts(40), None, SoftmaxLosses(), options).run()


def test_a_state_of_another_training_is_not_gone_on_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    training(tmp_path, epochs=2).run()
    other = training(tmp_path, epochs=2)
    assert other.states is not None
    other.states.identity["of"] = "another"
    other.run()
    assert "is of another training and not used" in capsys.readouterr().out


def test_neither_the_order_nor_the_length_of_a_batch_changes_an_answer() -> None:
    compiled = begun(5)
    run = NetworkTraining(compiled, texts(60), None, SoftmaxLosses(), NetworkOptions(epochs=3, batch_size=16))
    run.run()
    weights = in_order(compiled.network, weights_of(compiled.network))
    asked = texts(50, seed=2).texts
    together = compiled.answers(weights, asked)
    order = np.random.default_rng(0).permutation(50)
    assert compiled.answers(weights, asked.rows(order)) == pytest.approx(together[order], abs=1e-5)
    graph = compiled_network(build, SHAPES).network
    rows = np.arange(50)
    ids = BatchPlan(asked, 1, 0).padded_ids(rows)
    for longer in (0, 1, 2, 31):
        padded = np.pad(ids, [(0, 0), (0, longer)])
        assert graph(padded, training=False).numpy() == pytest.approx(together, abs=1e-5)


def test_parts_of_texts_keep_their_ids() -> None:
    asked = EncodedTexts.of_rows([[1, 2], [3], [4, 5, 6]])
    part = asked.rows(np.array([2, 0]))
    assert (part.input_ids.tolist(), part.lengths.tolist()) == ([4, 5, 6, 1, 2], [3, 2])
    assert part.ids.tolist() == [2, 0]
