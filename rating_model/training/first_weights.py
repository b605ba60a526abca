"""The weights that training begins with: fresh, the champion's, or those of a pretrained ALBERT."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rating_model.heads import OUTPUTS, ties_outputs
from rating_model.options import RatingOptions
from rating_model.serving.rating_checkpoint import RatingCheckpoint
from text_models.albert.albert import build_albert
from text_models.albert.albert_config import SIZES, albert_sizes
from text_models.albert.checkpoint import CONFIG_FILE, read_files
from text_models.albert.tensor_map import assign_from_hugging_face, tensor_map
from text_models.tokens.normalizer import ALBERT_DEFAULT, read_normalizer
from text_models.tokens.tokenizer import PieceTokenizer

PREFIX, HEAD = "albert.", "classifier."
POOLER = ("albert.pooler.weight", "albert.pooler.bias")
# What AlbertForPreTraining and AlbertForMaskedLM keep beside the encoder.
OTHER_HEADS = ("predictions.", "sop_classifier.", HEAD)


def first_weights(
    tokenizer: PieceTokenizer,
    options: RatingOptions,
    *,
    champion: Path | None,
    pretrained: Path | None,
    report: Callable[[str], None],
) -> Any:
    """Return a classifier to train, on ids of `tokenizer`; `report` is told where its weights are from.

    `champion` is the checkpoint of the champion: used if it was trained with the same tokenizer, sizes and
    head, else the weights are fresh. `pretrained`, which comes first, is a Hugging Face directory of any
    ALBERT: its sizes replace those of the options, its encoder is taken exactly, and its head too if that has
    the outputs of `head`. Raises ValueError when the pretrained one does not fit, whatever the reason.
    """
    if pretrained:
        classifier, sentence = _pretrained(pretrained, tokenizer, options)
        report(sentence)
        return classifier
    if champion and options.warm_start:
        misfit = _misfit(champion, tokenizer, options)
        if isinstance(misfit, RatingCheckpoint):
            report(f"Training begins with the weights of the champion {champion}.")
            return misfit.classifier
        report(f"Training begins with fresh weights: {misfit}.")
    else:
        report("Training begins with fresh weights.")
    return _fresh(tokenizer, options)


def _fresh(tokenizer: PieceTokenizer, options: RatingOptions) -> Any:
    return build_albert(
        OUTPUTS[options.head],
        vocabulary_size=tokenizer.vocabulary_size,
        **{name: getattr(options, name) for name in SIZES if name != "vocabulary_size"},
        ties_outputs=ties_outputs(options.head),
        dropout=options.dropout,
        initializer_range=options.initializer_range,
    )


def _misfit(champion: Path, tokenizer: PieceTokenizer, options: RatingOptions) -> RatingCheckpoint | str:
    """The champion if it fits, else the reason."""
    try:
        checkpoint = RatingCheckpoint.read(champion)
    except ValueError as error:
        return f"the champion cannot be read ({error})"
    if checkpoint.tokenizer != tokenizer:
        return f"the champion {champion} has another tokenizer"
    if checkpoint.head != options.head:
        return f"the champion {champion} has head {checkpoint.head!r}, expected {options.head!r}"
    backbone = checkpoint.classifier.backbone
    found = {
        "max_tokens": backbone.max_sequence_length,
        "layers": backbone.num_layers,
        "hidden_dim": backbone.hidden_dim,
        "heads": backbone.num_heads,
        "intermediate_dim": backbone.intermediate_dim,
        "embedding_dim": backbone.embedding_dim,
    }
    for name, size in found.items():
        if size != getattr(options, name):
            return f"the champion {champion} has `{name}` {size}, expected {getattr(options, name)}"
    return checkpoint


def _pretrained(directory: Path, tokenizer: PieceTokenizer, options: RatingOptions) -> tuple[Any, str]:
    config, tensors, own_tokenizer = read_files(directory)
    own_tokenizer = PieceTokenizer(own_tokenizer.model, read_normalizer(directory, ALBERT_DEFAULT))
    if own_tokenizer != tokenizer:
        raise ValueError(
            f"The tokenizer of the reviews does not fit the checkpoint {directory}: "
            f"{tokenizer.vocabulary_size} pieces, expected its own {own_tokenizer.vocabulary_size}. Tokenize "
            f"the reviews with {directory / 'spiece.model'}."
        )
    sizes = albert_sizes(config, str(directory / CONFIG_FILE))
    if options.max_tokens > sizes["max_tokens"]:
        raise ValueError(
            f"{directory} reads texts of at most {sizes['max_tokens']} tokens. Received: `max_tokens` "
            f"{options.max_tokens}"
        )
    classifier = build_albert(
        OUTPUTS[options.head],
        **sizes,
        ties_outputs=ties_outputs(options.head),
        dropout=options.dropout,
        initializer_range=options.initializer_range,
    )
    named = {_full_name(name): values for name, values in tensors.items()}
    variables = tensor_map(classifier)
    keeps_head = _fits_head(config, named, options.head)
    fresh = [name for name in variables if name.startswith(HEAD) and not keeps_head]
    fresh += [name for name in POOLER if name not in named]
    lacking = [name for name in variables if name not in named and name not in fresh]
    unknown = [name for name in named if name not in variables and not name.startswith(OTHER_HEADS)]
    if lacking or unknown:
        raise ValueError(
            f"{directory} lacks a tensor or has one too many: {sorted([*lacking, *unknown])[:3]}"
        )
    for name, variable in variables.items():
        if name not in fresh:
            assign_from_hugging_face(variable, named[name].astype(np.float32), f"{name} in {directory}")
    also = f"; fresh: {', '.join(fresh)}" if fresh else ""
    return classifier, f"Training begins with the weights of {directory}{also}."


def _fits_head(config: dict[str, Any], tensors: dict[str, np.ndarray], head: str) -> bool:
    """Whether the directory's classifier is of this head; five labels that say no more are five stars."""
    weights = tensors.get(f"{HEAD}weight")
    return config.get("head", "softmax") == head and weights is not None and len(weights) == OUTPUTS[head]


def _full_name(name: str) -> str:
    """`AlbertModel` alone writes its tensors without the prefix."""
    return name if name.startswith((PREFIX, *OTHER_HEADS)) else PREFIX + name
