"""That our one block computes what keras-hub's three encoders do, whatever a text stands beside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.text_models.encoders.bert.tiny_bert import HIDDEN, LAYERS, pieces_of, write_tiny_bert
from text_models.encoders.bert.bert_config import BertConfig
from text_models.encoders.bert.bert_encoder import BertEncoder, mean_of_tokens
from text_models.encoders.bert.bert_weights import BertWeights
from text_models.encoders.bert.mapped_tensors import MappedTensors
from text_models.networks.backend import keras_hub

# Too many for one batch, of lengths 1 to 40.
WINDOWS = [
    np.random.default_rng(length).integers(4, len(pieces_of("bert")), length).astype(np.int32)
    for length in [*range(1, 41), 1, 40]
]


def encoder_of(folder: Path) -> BertEncoder:
    config = BertConfig.read(folder)
    return BertEncoder(config, BertWeights.of(MappedTensors.open(folder / "model.safetensors"), config))


def states_of(encoder: BertEncoder, layer: int, window: np.ndarray) -> np.ndarray:
    """The states (L, H) of one window after a layer."""
    (batch,) = encoder.batches([window])
    function = encoder.function([layer], lambda states, _is_token: states)
    return np.asarray(function(batch.first, batch.is_token)[0])[0, : len(window)]


BACKBONES = {"bert": "BertBackbone", "roberta": "RobertaBackbone", "albert": "AlbertBackbone"}


@pytest.mark.parametrize("family", ["bert", "albert"])
def test_states_are_those_of_another_implementation(family: str, tmp_path: Path) -> None:
    # keras-hub computes the tanh form of gelu, whatever config.json says.
    folder = write_tiny_bert(tmp_path / family, family, activation="gelu_new")
    window = WINDOWS[20]
    backbone = getattr(keras_hub.models, BACKBONES[family]).from_preset(str(folder))
    tokens = {
        "token_ids": window[None],
        "segment_ids": np.zeros_like(window)[None],
        "padding_mask": np.ones_like(window)[None],
    }
    expected = np.asarray(backbone(tokens)["sequence_output"])[0]
    assert expected.shape == (len(window), HIDDEN)
    assert states_of(encoder_of(folder), LAYERS, window) == pytest.approx(expected, abs=1e-5)


def test_positions_of_a_roberta_begin_after_its_padding(tmp_path: Path) -> None:
    bert = encoder_of(write_tiny_bert(tmp_path / "bert"))
    roberta = encoder_of(write_tiny_bert(tmp_path / "roberta", "roberta"))
    assert (bert.config.longest, roberta.config.longest) == (66, 64)
    first = roberta.first_states(np.array([[5, 6]]))
    weights = roberta.weights
    expected = weights.word[[5, 6]] + weights.position[[2, 3]] + weights.type
    assert first[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("family", ["bert", "roberta", "albert"])
def test_neither_padding_nor_company_changes_a_window(family: str, tmp_path: Path) -> None:
    encoder = encoder_of(write_tiny_bert(tmp_path, family))
    function = encoder.function([1, LAYERS], mean_of_tokens)

    def means(order: np.ndarray, positions: int) -> np.ndarray:
        found = np.empty((len(WINDOWS), 2, HIDDEN))
        for batch in encoder.batches([WINDOWS[row] for row in order.tolist()], positions):
            rows = order[batch.rows]
            found[rows] = np.stack([part.numpy() for part in function(batch.first, batch.is_token)], axis=1)
        return found

    together = means(np.arange(len(WINDOWS)), 4_096)
    assert len(list(encoder.batches(WINDOWS, 64))) > 10
    for positions in (64, 400):
        order = np.random.default_rng(positions).permutation(len(WINDOWS))
        assert means(order, positions) == pytest.approx(together, abs=1e-5)
    assert (WINDOWS[0] == WINDOWS[40]).all()
    assert together[0] == pytest.approx(together[40], abs=1e-5)
    assert np.abs(together[1] - together[2]).max() > 0.01


def test_exact_gelu_is_not_the_tanh_form(tmp_path: Path) -> None:
    states = [
        states_of(encoder_of(write_tiny_bert(tmp_path / name, activation=name)), LAYERS, WINDOWS[20])
        for name in ("gelu", "gelu_new")
    ]
    difference = np.abs(states[0] - states[1]).max()
    assert 1e-6 < difference < 0.01


def test_a_folder_without_prefix_is_the_same_encoder(tmp_path: Path) -> None:
    states = [
        states_of(encoder_of(write_tiny_bert(tmp_path / str(prefix), prefix=prefix)), LAYERS, WINDOWS[20])
        for prefix in (True, False)
    ]
    assert (states[0] == states[1]).all()


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "config.json"
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


BAD = [
    ('"model_type": "bert"', '"model_type": "gpt2"', "expected model_type to be one of bert, roberta"),
    (
        '"num_attention_heads": 2',
        '"num_attention_heads": 3',
        "`num_attention_heads` is 3, expected a divisor",
    ),
    ('"hidden_act": "gelu"', '"hidden_act": "silu"', "`hidden_act` is 'silu', expected one of gelu"),
    ('"vocab_size": ', '"vocab_size": 9', r"word_embeddings.weight has shape \(\d+, 16\), expected \(9"),
    ('"num_hidden_layers": 3', '"num_hidden_layers": 4', "encoder.layer.3.* is missing"),
    ('"intermediate_size": 32', '"intermediate_size": "32"', "`intermediate_size` is '32', expected 1.."),
]


@pytest.mark.parametrize(("old", "new", "sentence"), BAD)
def test_a_config_that_fits_no_weights_is_a_sentence(
    old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    folder = write_tiny_bert(tmp_path)
    change(folder, old, new)
    with pytest.raises(ValueError, match=sentence):
        encoder_of(folder)


@pytest.mark.parametrize("keep", [0, 4, 8, 100, 5_000, -1])
def test_weights_that_are_cut_are_refused_by_name(keep: int, tmp_path: Path) -> None:
    folder = write_tiny_bert(tmp_path)
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"model\.safetensors is damaged"):
        encoder_of(folder)
