"""The ALBERT classifier: ids of pieces in, logits out."""

from typing import Any

from text_models.networks.backend import keras, keras_hub
from text_models.tokens.tokenizer import PAD

# What keras-hub draws its fresh weights with.
KERAS_HUB_RANGE = 0.02


def build_albert(
    outputs: int,
    *,
    vocabulary_size: int,
    max_tokens: int,
    layers: int,
    hidden_dim: int,
    heads: int,
    intermediate_dim: int,
    embedding_dim: int,
    dropout: float,
    ties_outputs: bool = False,
    groups: int = 1,
    inner_layers: int = 1,
    segments: int = 2,
    initializer_range: float = KERAS_HUB_RANGE,
) -> Any:
    """Return an untrained `keras_hub.models.AlbertTextClassifier` whose layers share their weights.

    Its `outputs` logits are read off the pooled [CLS] position, as in `AlbertForSequenceClassification` of
    transformers, so that a checkpoint means the same model there. With `ties_outputs` they begin with the
    same weights, see `AlbertForward`. Paper: https://arxiv.org/abs/1909.11942.
    """
    backbone = keras_hub.models.AlbertBackbone(
        vocabulary_size=vocabulary_size,
        num_layers=layers,
        num_heads=heads,
        embedding_dim=embedding_dim,
        hidden_dim=hidden_dim,
        intermediate_dim=intermediate_dim,
        num_groups=groups,
        num_inner_repetitions=inner_layers,
        dropout=dropout,
        max_sequence_length=max_tokens,
        num_segments=segments,
    )
    classifier = keras_hub.models.AlbertTextClassifier(backbone, num_classes=outputs, dropout=dropout)
    for variable in classifier.trainable_variables:
        if variable.name in ("kernel", "embeddings"):
            variable.assign(variable * (initializer_range / KERAS_HUB_RANGE))
    if ties_outputs:
        kernel = classifier.output_dense.kernel
        kernel.assign(keras.ops.repeat(kernel[:, :1], outputs, axis=1))
    return classifier


def albert_inputs(input_ids: Any) -> dict[str, Any]:
    """Return the classifier's inputs for ids of shape (B, L), padded on the right."""
    ids = keras.ops.cast(input_ids, "int32")
    return {
        "token_ids": ids,
        "segment_ids": keras.ops.zeros_like(ids),
        "padding_mask": keras.ops.cast(ids != PAD, "int32"),
    }
