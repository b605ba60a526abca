"""Where a training's first weights come from, and what does not fit."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from rating_model.options import RatingOptions
from rating_model.serving.rating_checkpoint import RatingCheckpoint
from rating_model.training.first_weights import first_weights
from text_models.albert.albert import build_albert
from text_models.albert.tensor_map import tensor_map, to_hugging_face
from text_models.tokens.tokenizer import PieceTokenizer

TEXTS = ["tin soap crate", "lamp brush"] * 9


@pytest.fixture(scope="module")
def tokenizer() -> PieceTokenizer:
    return PieceTokenizer.train(TEXTS, vocabulary_size=40, seed=1)


@pytest.fixture
def champion(tokenizer: PieceTokenizer, tiny: RatingOptions, tmp_path: Path) -> Path:
    """A checkpoint of the sizes of `tiny`, all of whose numbers are told from fresh ones."""
    names = ("max_tokens", "layers", "hidden_dim", "heads", "intermediate_dim", "embedding_dim", "dropout")
    sizes = {name: getattr(tiny, name) for name in names}
    classifier = build_albert(5, vocabulary_size=tokenizer.vocabulary_size, **sizes)
    for variable in classifier.trainable_variables:
        variable.assign(variable + 7.0)
    folder = tmp_path / "albert"
    folder.mkdir()
    RatingCheckpoint(classifier, tokenizer, np.ones(5)).write(folder)
    return folder


def _begin(
    tokenizer: PieceTokenizer,
    options: RatingOptions,
    *,
    champion: Path | None = None,
    pretrained: Path | None = None,
) -> tuple[dict[str, np.ndarray], str]:
    sentences: list[str] = []
    classifier = first_weights(
        tokenizer, options, champion=champion, pretrained=pretrained, report=sentences.append
    )
    tensors = {name: to_hugging_face(variable) for name, variable in tensor_map(classifier).items()}
    (sentence,) = sentences
    return tensors, sentence


def _same(tensors: dict[str, np.ndarray], folder: Path) -> list[str]:
    expected = load_file(folder / "model.safetensors")
    return [name for name in expected if np.array_equal(tensors.get(name, 0), expected[name])]


def test_the_champion_is_taken_whole(tokenizer: PieceTokenizer, tiny: RatingOptions, champion: Path) -> None:
    tensors, sentence = _begin(tokenizer, tiny, champion=champion)
    assert len(_same(tensors, champion)) == 27
    assert sentence == f"Training begins with the weights of the champion {champion}."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"warm_start": False}, r"begins with fresh weights\.$"),
        ({"hidden_dim": 16}, r"has `hidden_dim` 8, expected 16\.$"),
        ({"layers": 2}, r"has `layers` 1, expected 2\.$"),
        ({"head": "ordinal"}, r"has head 'softmax', expected 'ordinal'\.$"),
    ],
)
def test_a_champion_that_does_not_fit_is_left_and_the_reason_said(
    tokenizer: PieceTokenizer, tiny: RatingOptions, champion: Path, change: dict[str, Any], reason: str
) -> None:
    tensors, sentence = _begin(tokenizer, replace(tiny, **change), champion=champion)
    assert _same(tensors, champion) == []
    assert re.search(reason, sentence)


def test_a_champion_with_another_tokenizer_or_none_is_left(
    tokenizer: PieceTokenizer, tiny: RatingOptions, champion: Path
) -> None:
    other = PieceTokenizer.train(["rug mat sofa"] * 9, vocabulary_size=40, seed=1)
    tensors, sentence = _begin(other, tiny, champion=champion)
    assert _same(tensors, champion) == []
    assert sentence.endswith("has another tokenizer.")
    assert "is not whole" in _begin(tokenizer, tiny, champion=champion / "missing")[1]


def test_a_pretrained_encoder_is_taken_exactly_with_its_own_sizes(
    tokenizer: PieceTokenizer, tiny: RatingOptions, champion: Path
) -> None:
    """As `AlbertModel` writes it: no prefix, no head, and beside it what pretraining needed."""
    tensors = load_file(champion / "model.safetensors")
    plain = {name.removeprefix("albert."): v for name, v in tensors.items() if "classifier" not in name}
    plain["predictions.bias"] = np.zeros(3, np.float32)
    save_file(plain, champion / "model.safetensors")
    config = json.loads((champion / "config.json").read_text())
    del config["head"], config["class_weights"]
    (champion / "config.json").write_text(json.dumps(config))
    options = replace(tiny, hidden_dim=32, heads=4, head="ordinal")
    found, sentence = _begin(tokenizer, options, pretrained=champion)
    assert len(found) == 27
    for name, values in tensors.items():
        assert name.startswith("classifier") or found[name].tolist() == values.tolist()
    assert found["classifier.weight"].shape == (4, 8)
    assert sentence == (
        f"Training begins with the weights of {champion}; fresh: classifier.weight, classifier.bias."
    )


def test_five_labels_are_taken_as_five_stars(
    tokenizer: PieceTokenizer, tiny: RatingOptions, champion: Path
) -> None:
    tensors, sentence = _begin(tokenizer, tiny, pretrained=champion)
    assert len(_same(tensors, champion)) == 27
    assert sentence == f"Training begins with the weights of {champion}."


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("model_type", "bert", "is no ALBERT. Received model_type: 'bert'"),
        ("hidden_act", "gelu", "`hidden_act` must be one of .* Received: 'gelu'"),
        ("layer_norm_eps", 1e-5, "`layer_norm_eps` must be 1e-12. Received: 1e-05"),
        ("max_position_embeddings", 8, "reads texts of at most 8 tokens. Received: `max_tokens` 16"),
        ("vocab_size", 12, "does not fit its checkpoint: .* pieces, expected 12"),
        ("intermediate_size", 9, r"ffn\.\w+ in .* must have the shape \(9.*Received: \(16"),
    ],
)
def test_a_pretrained_one_that_we_would_not_compute_exactly_is_refused(
    tokenizer: PieceTokenizer,
    tiny: RatingOptions,
    champion: Path,
    *,
    field: str,
    value: object,
    sentence: str,
) -> None:
    path = champion / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    with pytest.raises(ValueError, match=sentence):
        _begin(tokenizer, tiny, pretrained=champion)


def test_reviews_in_other_pieces_are_refused(tiny: RatingOptions, champion: Path) -> None:
    other = PieceTokenizer.train(["rug mat sofa"] * 9, vocabulary_size=40, seed=1)
    with pytest.raises(ValueError, match=r"tokenizer of the reviews does not fit the checkpoint .* Tokenize"):
        _begin(other, tiny, pretrained=champion)
