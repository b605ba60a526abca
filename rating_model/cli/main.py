"""The `rating-model` command's group."""

from __future__ import annotations

import click

from console.lazy_group import LazyGroup

COMMANDS = {
    "evaluate": ("rating_model.cli.evaluate:evaluate", "Judge a trained version beside the baselines."),
    "models": ("rating_model.cli.models:models", "The versions of the model, the champion marked."),
    "predict": ("rating_model.cli.predict:predict", "Say how many stars a text deserves."),
    "promote": ("rating_model.cli.promote:promote", "Make a version the champion, an earlier one too."),
    "tokenizer": ("rating_model.cli.tokenizer:tokenizer", "The pieces that texts are cut into."),
    "train": ("rating_model.cli.train:train", "Train a version on a folder of reviews."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Stars from the text of a review: train, judge, choose and ask the rating model.

    The pipeline does all of it by itself, run for run; here it is done by hand. Models lie in
    DATA_DIR/models/rating, a folder a version.

    \b
    Example:
        rating-model predict "Broke after two days."
        rating-model models
    """
