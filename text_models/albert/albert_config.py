"""config.json of a Hugging Face ALBERT: the fields of `transformers.AlbertConfig`, without importing it."""

from collections.abc import Mapping, Sequence
from typing import Any

from text_models.tokens.normalizer import Normalizer
from text_models.tokens.tokenizer import CLS, PAD, SEP

# keras-hub computes this form of ALBERT and no other; what is not said has transformers' default.
FIXED = {"layer_norm_eps": 1e-12, "position_embedding_type": "absolute"}
ACTIVATIONS = ("gelu_new", "gelu_pytorch_tanh")  # two names of one function
SIZES = {
    "vocabulary_size": "vocab_size",
    "max_tokens": "max_position_embeddings",
    "layers": "num_hidden_layers",
    "hidden_dim": "hidden_size",
    "heads": "num_attention_heads",
    "intermediate_dim": "intermediate_size",
    "embedding_dim": "embedding_size",
}
DEFAULTS = {"num_hidden_groups": 1, "inner_group_num": 1, "type_vocab_size": 2}


def albert_sizes(config: Mapping[str, Any], place: str) -> dict[str, int]:
    """Return the sizes that `build_albert` takes; raises ValueError, naming `place`, for another model."""
    if config.get("model_type") != "albert":
        raise ValueError(f"{place} is no ALBERT. Received model_type: {config.get('model_type')!r}")
    missing = [field for field in SIZES.values() if field not in config]
    if missing:
        raise ValueError(f"{place} does not say {', '.join(missing)}.")
    if (activation := config.get("hidden_act", "gelu_new")) not in ACTIVATIONS:
        raise ValueError(f"{place}: `hidden_act` must be one of {ACTIVATIONS}. Received: {activation!r}")
    for field, value in FIXED.items():
        if config.get(field, value) != value:
            raise ValueError(f"{place}: `{field}` must be {value!r}. Received: {config[field]!r}")
    sizes = {name: int(config[field]) for name, field in SIZES.items()}
    groups, inner_layers, segments = (int(config.get(field, value)) for field, value in DEFAULTS.items())
    return {**sizes, "groups": groups, "inner_layers": inner_layers, "segments": segments}


def albert_config(
    classifier: Any, labels: Sequence[str], problem_type: str, extra_fields: Mapping[str, Any]
) -> dict[str, Any]:
    """Return config.json of the classifier.

    `labels` are the names of its outputs, in their order. `problem_type` is a term of transformers:
    "single_label_classification" (softmax over the logits) or "multi_label_classification" (a sigmoid each).
    `extra_fields`, which transformers keeps and does not read, are added at the end.
    """
    backbone = classifier.backbone
    return {
        "architectures": ["AlbertForSequenceClassification"],
        "model_type": "albert",
        "dtype": "float32",
        "vocab_size": backbone.vocabulary_size,
        "embedding_size": backbone.embedding_dim,
        "hidden_size": backbone.hidden_dim,
        "num_hidden_layers": backbone.num_layers,
        "num_hidden_groups": backbone.num_groups,
        "inner_group_num": backbone.num_inner_repetitions,
        "num_attention_heads": backbone.num_heads,
        "intermediate_size": backbone.intermediate_dim,
        "hidden_act": "gelu_new",
        "hidden_dropout_prob": backbone.dropout,
        "attention_probs_dropout_prob": backbone.dropout,
        "classifier_dropout_prob": classifier.dropout,
        "max_position_embeddings": backbone.max_sequence_length,
        "type_vocab_size": backbone.num_segments,
        "layer_norm_eps": FIXED["layer_norm_eps"],
        "pad_token_id": PAD,
        "bos_token_id": CLS,
        "eos_token_id": SEP,
        "problem_type": problem_type,
        "id2label": {str(index): label for index, label in enumerate(labels)},
        "label2id": {label: index for index, label in enumerate(labels)},
        **extra_fields,
    }


def tokenizer_config(normalizer: Normalizer, max_tokens: int) -> dict[str, Any]:
    """Return tokenizer_config.json, by which transformers encodes as a `PieceTokenizer` with `normalizer`."""
    return {
        "tokenizer_class": "AlbertTokenizer",
        "do_lower_case": normalizer.lower_case,
        "keep_accents": normalizer.keep_accents,
        "model_max_length": max_tokens,
        "padding_side": "right",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "bos_token": "[CLS]",
        "eos_token": "[SEP]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
