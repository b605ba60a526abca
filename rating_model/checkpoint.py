"""A trained classifier as a Hugging Face directory, and back.

Layout and tensor names are those of `AlbertForSequenceClassification` in transformers:
https://github.com/huggingface/transformers/blob/main/src/transformers/models/albert/modeling_albert.py
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from rating_model.albert import CLASSES, build_albert
from rating_model.tokenizer import CLS, FILE_NAME, PAD, SEP, RatingTokenizer

CONFIG_FILE, WEIGHTS_FILE, TOKENIZER_FILE = "config.json", "model.safetensors", "tokenizer_config.json"


class Checkpoint(NamedTuple):
    """A classifier, the tokenizer of its ids, and the weights of the ratings in its loss, shape (5,).

    The weights are needed to turn its probabilities into frequencies, see `without_class_weights`.
    """

    classifier: Any
    tokenizer: RatingTokenizer
    class_weights: np.ndarray


def write_checkpoint(checkpoint: Checkpoint, directory: Path) -> None:
    """Write config.json, model.safetensors, spiece.model and tokenizer_config.json into an existing folder.

    transformers reads them with `AutoModelForSequenceClassification.from_pretrained(directory)` and
    `AutoTokenizer.from_pretrained(directory)`.
    """
    classifier, tokenizer, class_weights = checkpoint
    tensors = {name: _to_hugging_face(variable) for name, variable in tensor_map(classifier).items()}
    # transformers reads the file only when told so that the tensors are laid out as PyTorch's.
    (directory / WEIGHTS_FILE).write_bytes(save(tensors, metadata={"format": "pt"}))
    (directory / CONFIG_FILE).write_text(json.dumps(_config(classifier, class_weights), indent=2) + "\n")
    (directory / TOKENIZER_FILE).write_text(json.dumps(_tokenizer_config(classifier), indent=2) + "\n")
    tokenizer.save(directory / FILE_NAME)


def read_checkpoint(directory: Path) -> Checkpoint:
    """Return what `write_checkpoint` wrote; raises ValueError when a file is damaged or they do not fit."""
    try:
        config = json.loads((directory / CONFIG_FILE).read_text())
        tensors = load_file(directory / WEIGHTS_FILE)
    except (json.JSONDecodeError, SafetensorError) as error:
        raise ValueError(f"The checkpoint {directory} is damaged ({error}): train again.") from error
    tokenizer = RatingTokenizer.load(directory / FILE_NAME)
    if tokenizer.vocabulary_size != config["vocab_size"]:
        raise ValueError(
            f"The tokenizer in {directory} does not fit its checkpoint: {tokenizer.vocabulary_size} pieces, "
            f"expected {config['vocab_size']}. Train again."
        )
    classifier = build_albert(
        vocabulary_size=config["vocab_size"],
        max_tokens=config["max_position_embeddings"],
        layers=config["num_hidden_layers"],
        hidden_dim=config["hidden_size"],
        heads=config["num_attention_heads"],
        intermediate_dim=config["intermediate_size"],
        embedding_dim=config["embedding_size"],
        dropout=config["hidden_dropout_prob"],
    )
    _assign(classifier, tensors, directory)
    return Checkpoint(classifier, tokenizer, np.asarray(config["class_weights"]))


def tensor_map(classifier: Any) -> dict[str, Any]:
    """Return the Keras variable behind each tensor name of transformers (27 with one group of layers)."""
    backbone = classifier.backbone
    layer = backbone.transformer_layers[0][0]
    # These layers have no public name; keras-hub's own converter reads them so.
    attention = layer._self_attention_layer
    inner = "albert.encoder.albert_layer_groups.0.albert_layers.0"
    modules = {
        "albert.embeddings.LayerNorm": backbone.embeddings_layer_norm,
        "albert.encoder.embedding_hidden_mapping_in": backbone.embeddings_projection,
        f"{inner}.attention.query": attention.query_dense,
        f"{inner}.attention.key": attention.key_dense,
        f"{inner}.attention.value": attention.value_dense,
        f"{inner}.attention.dense": attention.output_dense,
        f"{inner}.attention.LayerNorm": layer._self_attention_layer_norm,
        f"{inner}.ffn": layer._feedforward_intermediate_dense,
        f"{inner}.ffn_output": layer._feedforward_output_dense,
        f"{inner}.full_layer_layer_norm": layer._feedforward_layer_norm,
        "albert.pooler": backbone.pooled_dense,
        "classifier": classifier.output_dense,
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


def _to_hugging_face(variable: Any) -> np.ndarray:
    """PyTorch keeps a layer's weights as (outputs, inputs); Keras as (inputs, outputs), attention's split
    by head.
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


def _assign(classifier: Any, tensors: dict[str, np.ndarray], directory: Path) -> None:
    variables = tensor_map(classifier)
    if variables.keys() != tensors.keys():
        difference = sorted(variables.keys() ^ tensors.keys())
        raise ValueError(f"{directory / WEIGHTS_FILE} lacks a tensor or has one too many: {difference[:3]}")
    for name, variable in variables.items():
        expected, found = _to_hugging_face(variable).shape, tensors[name].shape
        if expected != found:
            raise ValueError(
                f"{name} in {directory / WEIGHTS_FILE} must have the shape {expected}. Received: {found}"
            )
        values = tensors[name].T if variable.name == "kernel" else tensors[name]
        variable.assign(values.reshape(variable.shape))


def _config(classifier: Any, class_weights: np.ndarray) -> dict[str, Any]:
    """The fields of `transformers.AlbertConfig`, written without the seconds that importing it takes."""
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
        "layer_norm_eps": 1e-12,
        "pad_token_id": PAD,
        "bos_token_id": CLS,
        "eos_token_id": SEP,
        "problem_type": "single_label_classification",
        "id2label": {str(index): str(index + 1) for index in range(CLASSES)},
        "label2id": {str(index + 1): index for index in range(CLASSES)},
        # Ours alone; transformers keeps fields that it does not know.
        "class_weights": class_weights.tolist(),
    }


def _tokenizer_config(classifier: Any) -> dict[str, Any]:
    return {
        "tokenizer_class": "AlbertTokenizer",
        # The SentencePiece model folds case itself, and its pieces keep their accents.
        "do_lower_case": False,
        "keep_accents": True,
        "model_max_length": classifier.backbone.max_sequence_length,
        "padding_side": "right",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "bos_token": "[CLS]",
        "eos_token": "[SEP]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
