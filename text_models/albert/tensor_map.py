"""Which Keras variable is which tensor of transformers' `AlbertForSequenceClassification`.

https://github.com/huggingface/transformers/blob/main/src/transformers/models/albert/modeling_albert.py
"""

from typing import Any

import numpy as np


def tensor_map(classifier: Any) -> dict[str, Any]:
    """Return the Keras variable behind each tensor name of transformers (27 with one group of layers)."""
    backbone = classifier.backbone
    modules = {
        "albert.embeddings.LayerNorm": backbone.embeddings_layer_norm,
        "albert.encoder.embedding_hidden_mapping_in": backbone.embeddings_projection,
        "albert.pooler": backbone.pooled_dense,
        "classifier": classifier.output_dense,
    }
    for group, layers in enumerate(backbone.transformer_layers):
        for inner, layer in enumerate(layers):
            prefix = f"albert.encoder.albert_layer_groups.{group}.albert_layers.{inner}"
            # These layers have no public name; keras-hub's own converter reads them so.
            attention = layer._self_attention_layer
            modules |= {
                f"{prefix}.attention.query": attention.query_dense,
                f"{prefix}.attention.key": attention.key_dense,
                f"{prefix}.attention.value": attention.value_dense,
                f"{prefix}.attention.dense": attention.output_dense,
                f"{prefix}.attention.LayerNorm": layer._self_attention_layer_norm,
                f"{prefix}.ffn": layer._feedforward_intermediate_dense,
                f"{prefix}.ffn_output": layer._feedforward_output_dense,
                f"{prefix}.full_layer_layer_norm": layer._feedforward_layer_norm,
            }
    variables = {
        "albert.embeddings.word_embeddings.weight": backbone.token_embedding.embeddings,
        "albert.embeddings.position_embeddings.weight": backbone.position_embedding.position_embeddings,
        "albert.embeddings.token_type_embeddings.weight": backbone.segment_embedding.embeddings,
    }
    for name, module in modules.items():
        normalises = name.endswith(("LayerNorm", "layer_norm"))
        variables[f"{name}.weight"] = module.gamma if normalises else module.kernel
        variables[f"{name}.bias"] = module.beta if normalises else module.bias
    return variables


def to_hugging_face(variable: Any) -> np.ndarray:
    """Return a variable's values as transformers lays them out.

    PyTorch keeps a layer's weights as (outputs, inputs); Keras as (inputs, outputs), attention's split by
    head.
    """
    values = np.asarray(variable)
    if variable.name == "kernel":
        if values.ndim == 3:
            side = int(np.sqrt(values.size))
            values = values.reshape(side, side)
        values = values.T
    elif variable.name == "bias":
        values = values.reshape(-1)
    return np.ascontiguousarray(values)


def assign_from_hugging_face(variable: Any, values: np.ndarray, name: str) -> None:
    """Set a variable from a tensor of transformers; raises ValueError, with `name`, for another shape."""
    expected = to_hugging_face(variable).shape
    if expected != values.shape:
        raise ValueError(f"{name} must have the shape {expected}. Received: {values.shape}")
    variable.assign((values.T if variable.name == "kernel" else values).reshape(variable.shape))
