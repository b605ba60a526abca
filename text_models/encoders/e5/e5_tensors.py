"""The tensors of e5's file under the names that Hugging Face gives them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from text_models.encoders.e5.e5_file import E5File, Sizes

# Of a layer: our name, Hugging Face's, and its shape in letters: h hidden, i inner.
LAYER = (
    ("q", "attention.self.query", "hh"),
    ("k", "attention.self.key", "hh"),
    ("v", "attention.self.value", "hh"),
    ("ao", "attention.output.dense", "hh"),
    ("aln", "attention.output.LayerNorm", "h"),
    ("fi", "intermediate.dense", "ih"),
    ("fo", "output.dense", "hi"),
    ("oln", "output.LayerNorm", "h"),
)


def bert_tensors(file: E5File) -> Iterator[tuple[str, np.ndarray]]:
    """Yield name and tensor, float32, of a `BertModel` saved under the prefix `bert.`.

    The file has no pooler, since a text is the mean over its tokens; readers that refuse a BERT without
    one get the identity. Raises EncoderError when a tensor is missing or has another shape.
    """
    sizes = file.sizes
    embeddings = "bert.embeddings"
    yield f"{embeddings}.word_embeddings.weight", file.tensor("emb.word", (sizes.rows, sizes.hidden))
    yield f"{embeddings}.position_embeddings.weight", file.tensor("emb.pos", (sizes.positions, sizes.hidden))
    yield f"{embeddings}.token_type_embeddings.weight", file.tensor("emb.type", (sizes.types, sizes.hidden))
    for ending, name in (("w", "weight"), ("b", "bias")):
        yield f"{embeddings}.LayerNorm.{name}", file.tensor(f"emb.ln.{ending}", (sizes.hidden,))
    for layer in range(sizes.layers):
        yield from _layer(file, layer, sizes)
    yield "bert.pooler.dense.weight", np.eye(sizes.hidden, dtype=np.float32)
    yield "bert.pooler.dense.bias", np.zeros(sizes.hidden, np.float32)


def _layer(file: E5File, layer: int, sizes: Sizes) -> Iterator[tuple[str, np.ndarray]]:
    lengths = {"h": sizes.hidden, "i": sizes.inner}
    for short, name, letters in LAYER:
        shape = tuple(lengths[letter] for letter in letters)
        place = f"bert.encoder.layer.{layer}.{name}"
        yield f"{place}.weight", file.tensor(f"l{layer}.{short}.w", shape)
        yield f"{place}.bias", file.tensor(f"l{layer}.{short}.b", shape[:1])
