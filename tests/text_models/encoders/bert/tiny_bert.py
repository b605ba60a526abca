"""Hugging Face folders of encoders so small that a test makes them in a moment."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece

from tests.text_models.classifiers.rung_samples import BAD, GOOD, THINGS

HIDDEN, TABLE, INNER, HEADS, LAYERS, POSITIONS = 16, 8, 32, 2, 3, 66
WORDS = (
    *GOOD, *BAD, *THINGS,
    *("a", "the", "what", "came", "on", "day", "thanks", "fail", "but", "towel", "query"),
    *("one", "two", "three", "four", "five", "six"),
)  # fmt: skip
LETTERS = [*"abcdefghijklmnopqrstuvwxyz0123456789.,!?#@:/"]
SPECIAL = {"bert": ("[PAD]", "[UNK]", "[CLS]", "[SEP]"), "roberta": ("<s>", "<pad>", "</s>", "<unk>")}
SPECIAL["albert"] = SPECIAL["bert"]


def pieces_of(family: str) -> list[str]:
    """The vocabulary, a few hundred pieces."""
    return [*SPECIAL[family], *WORDS, *LETTERS, *(f"##{letter}" for letter in LETTERS)]


def write_tiny_bert(
    folder: Path, family: str = "bert", *, activation: str = "gelu", prefix: bool = True, seed: int = 0
) -> Path:
    """Write an encoder of 3 layers, 16 wide, with weights by chance; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = len(pieces_of(family))
    config = {
        "model_type": family,
        "vocab_size": rows,
        "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS,
        "type_vocab_size": 1 if family == "roberta" else 2,
        "layer_norm_eps": 1e-12,
        "hidden_act": activation,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": 1 if family == "roberta" else 0,
        **(
            {"embedding_size": TABLE, "num_hidden_groups": 1, "inner_group_num": 1}
            if family == "albert"
            else {}
        ),
    }
    (folder / "config.json").write_text(json.dumps(config))
    start = f"{family}." if prefix else ""
    save_file(
        {start + name: tensor for name, tensor in _tensors(family, rows, seed).items()},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    _write_tokenizer(folder, family)
    return folder


def _tensors(family: str, rows: int, seed: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    width = TABLE if family == "albert" else HIDDEN

    def drawn(*shape: int, spread: float = 0.25) -> np.ndarray:
        return chance.normal(0, spread, shape).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": drawn(rows, width, spread=1.0),
        "embeddings.position_embeddings.weight": drawn(POSITIONS, width),
        "embeddings.token_type_embeddings.weight": drawn(1 if family == "roberta" else 2, width),
        "embeddings.LayerNorm.weight": 1 + drawn(width),
        "embeddings.LayerNorm.bias": drawn(width),
    }

    def dense(place: str, inputs: int, outputs: int) -> None:
        found[f"{place}.weight"], found[f"{place}.bias"] = drawn(outputs, inputs), drawn(outputs)

    def norm(place: str) -> None:
        found[f"{place}.weight"], found[f"{place}.bias"] = 1 + drawn(HIDDEN), drawn(HIDDEN)

    if family == "albert":
        dense("encoder.embedding_hidden_mapping_in", TABLE, HIDDEN)
        place = "encoder.albert_layer_groups.0.albert_layers.0"
        for name in ("query", "key", "value", "dense"):
            dense(f"{place}.attention.{name}", HIDDEN, HIDDEN)
        norm(f"{place}.attention.LayerNorm")
        dense(f"{place}.ffn", HIDDEN, INNER)
        dense(f"{place}.ffn_output", INNER, HIDDEN)
        norm(f"{place}.full_layer_layer_norm")
        dense("pooler", HIDDEN, HIDDEN)
        return found
    for layer in range(LAYERS):
        place = f"encoder.layer.{layer}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            dense(f"{place}.attention.{name}", HIDDEN, HIDDEN)
        norm(f"{place}.attention.output.LayerNorm")
        dense(f"{place}.intermediate.dense", HIDDEN, INNER)
        dense(f"{place}.output.dense", INNER, HIDDEN)
        norm(f"{place}.output.LayerNorm")
    if family == "bert":
        dense("pooler.dense", HIDDEN, HIDDEN)
    return found


def _write_tokenizer(folder: Path, family: str) -> None:
    pieces = pieces_of(family)
    first, last = ("<s>", "</s>") if family == "roberta" else ("[CLS]", "[SEP]")
    unknown = "<unk>" if family == "roberta" else "[UNK]"
    places = {piece: place for place, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(places, unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, places[first]), (last, places[last])]
    )
    tokenizer.add_special_tokens([*SPECIAL[family]])
    tokenizer.save(str(folder / "tokenizer.json"))
