"""A trained classifier as a Hugging Face directory, and back."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from text_models.albert.albert import build_albert
from text_models.albert.albert_config import albert_config, albert_sizes, tokenizer_config
from text_models.albert.tensor_map import assign_from_hugging_face, tensor_map, to_hugging_face
from text_models.tokens.normalizer import TOKENIZER_FILE
from text_models.tokens.tokenizer import FILE_NAME, PieceTokenizer

CONFIG_FILE, WEIGHTS_FILE = "config.json", "model.safetensors"
# What config.json of a trained classifier says besides its sizes.
FIELDS = ("hidden_dropout_prob", "id2label", "problem_type")


class Checkpoint(NamedTuple):
    """A classifier, the tokenizer of its ids, and what else config.json says.

    `labels`, `problem_type` and `extra_fields` are those of `albert_config`.
    """

    classifier: Any
    tokenizer: PieceTokenizer
    labels: Sequence[str]
    problem_type: str
    extra_fields: Mapping[str, Any]


def write_checkpoint(checkpoint: Checkpoint, directory: Path) -> None:
    """Write config.json, model.safetensors, spiece.model and tokenizer_config.json into an existing folder.

    transformers reads them with `AutoModelForSequenceClassification.from_pretrained(directory)` and
    `AutoTokenizer.from_pretrained(directory)`.
    """
    classifier, tokenizer, labels, problem_type, extra_fields = checkpoint
    tensors = {name: to_hugging_face(variable) for name, variable in tensor_map(classifier).items()}
    # transformers reads the file only when told so that the tensors are laid out as PyTorch's.
    (directory / WEIGHTS_FILE).write_bytes(save(tensors, metadata={"format": "pt"}))
    config = albert_config(classifier, labels, problem_type, extra_fields)
    (directory / CONFIG_FILE).write_text(json.dumps(config, indent=2) + "\n")
    tokenizer.save(directory / FILE_NAME)
    tokens = tokenizer_config(tokenizer.normalizer, classifier.backbone.max_sequence_length)
    (directory / TOKENIZER_FILE).write_text(json.dumps(tokens, indent=2) + "\n")


def read_checkpoint(
    directory: Path, *, extra_fields: Sequence[str] = (), title: str = "trained classifier"
) -> Checkpoint:
    """Return what `write_checkpoint` wrote, with the `extra_fields` of these names.

    Raises ValueError when a file is missing or damaged, they do not fit each other, or config.json lacks a
    field: then it is "no `title`".
    """
    config, tensors, tokenizer = read_files(directory)
    missing = [field for field in (*extra_fields, *FIELDS) if field not in config]
    if missing:
        raise ValueError(
            f"{directory / CONFIG_FILE} does not say {', '.join(missing)}: it is no {title}. To train "
            "from its weights, give the folder as the pretrained one."
        )
    sizes = albert_sizes(config, str(directory / CONFIG_FILE))
    labels = [config["id2label"][str(index)] for index in range(len(config["id2label"]))]
    classifier = build_albert(len(labels), **sizes, ties_outputs=False, dropout=config["hidden_dropout_prob"])
    variables = tensor_map(classifier)
    if variables.keys() != tensors.keys():
        difference = sorted(variables.keys() ^ tensors.keys())
        raise ValueError(f"{directory / WEIGHTS_FILE} lacks a tensor or has one too many: {difference[:3]}")
    for name, variable in variables.items():
        assign_from_hugging_face(variable, tensors[name], f"{name} in {directory / WEIGHTS_FILE}")
    return Checkpoint(
        classifier, tokenizer, labels, config["problem_type"], {name: config[name] for name in extra_fields}
    )


def read_files(directory: Path) -> tuple[dict[str, Any], dict[str, np.ndarray], PieceTokenizer]:
    """Return config, tensors and tokenizer of a Hugging Face directory; raises as `read_checkpoint`."""
    try:
        config = json.loads((directory / CONFIG_FILE).read_text())
        tensors = load_file(directory / WEIGHTS_FILE)
        tokenizer = PieceTokenizer.load(directory / FILE_NAME)
    except FileNotFoundError as error:
        raise ValueError(
            f"The checkpoint {directory} is not whole: expected {CONFIG_FILE}, {WEIGHTS_FILE} and "
            f"{FILE_NAME}. Missing: {error.filename or WEIGHTS_FILE}"
        ) from error
    except (json.JSONDecodeError, SafetensorError) as error:
        raise ValueError(f"The checkpoint {directory} is damaged ({error}): train again.") from error
    if tokenizer.vocabulary_size != config.get("vocab_size"):
        raise ValueError(
            f"The tokenizer in {directory} does not fit its checkpoint: {tokenizer.vocabulary_size} pieces, "
            f"expected {config.get('vocab_size')}. Train again."
        )
    return config, tensors, tokenizer
