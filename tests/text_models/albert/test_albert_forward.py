"""The cheaper computation gives what keras-hub's classifier gives."""

from typing import Any

import numpy as np
import pytest

from text_models.albert.albert import albert_inputs, build_albert
from text_models.albert.albert_forward import AlbertForward
from text_models.networks.backend import tf

IDS = np.array([[2, 5, 6, 7, 3], [2, 6, 3, 0, 0]], np.int32)
SIZES: dict[str, Any] = {
    "vocabulary_size": 9, "max_tokens": 6, "hidden_dim": 8, "intermediate_dim": 10, "embedding_dim": 6,
}  # fmt: skip


def _random_albert(outputs: int = 5, **sizes: Any) -> Any:
    classifier = build_albert(outputs, **SIZES, **sizes, dropout=0.5)
    chance = np.random.default_rng(0)
    # Fresh biases are all 0 and would fit anywhere.
    for variable in classifier.trainable_variables:
        if not sizes.get("ties_outputs") or variable is not classifier.output_dense.kernel:
            variable.assign(chance.normal(size=variable.shape))
    return classifier


@pytest.mark.parametrize(
    "sizes",
    [
        {"layers": 1, "heads": 2},
        {"layers": 3, "heads": 4},
        {"layers": 4, "heads": 1, "groups": 2, "inner_layers": 2},
        {"layers": 2, "heads": 2, "outputs": 4, "ties_outputs": True},
        {"layers": 2, "heads": 2, "outputs": 3},
    ],
)
def test_the_logits_are_those_of_keras_hub(sizes: dict[str, Any]) -> None:
    classifier = _random_albert(**sizes)
    expected = np.asarray(classifier(albert_inputs(IDS)))
    assert np.ptp(expected) > 0.1
    forward = AlbertForward(classifier, ties_outputs=bool(sizes.get("ties_outputs")), dropout=0.5)
    assert forward(IDS).numpy() == pytest.approx(expected, abs=2e-5)


def test_padding_changes_no_logit() -> None:
    forward = AlbertForward(_random_albert(layers=2, heads=2))
    assert forward(IDS[1:]).numpy() == pytest.approx(forward(IDS[1:, :3]).numpy(), abs=1e-5)


def test_dropout_is_drawn_from_its_seed_and_leaves_the_mean() -> None:
    forward = AlbertForward(_random_albert(layers=1, heads=2), dropout=0.25)
    one, again, other = (forward(IDS, tf.constant(seed)).numpy() for seed in ([4, 1], [4, 1], [5, 1]))
    assert one.tolist() == again.tolist()
    assert one.tolist() != other.tolist()
    dropped = forward._drop(tf.ones([400, 100]), tf.constant([1, 1])).numpy()
    assert np.unique(dropped).tolist() == pytest.approx([0.0, 1 / 0.75])
    assert dropped.mean() == pytest.approx(1.0, abs=0.02)
