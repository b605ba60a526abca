"""The `rating-model` command's group."""

from __future__ import annotations

import click

from console.lazy_group import DISTRIBUTION, LazyGroup
from settings import prepare_process


@click.group(
    cls=LazyGroup,
    entry_group="rating_model.commands",
    prepare=prepare_process,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Stars from the text of a review: train, judge, choose and ask the rating model.

    The pipeline does all of it by itself, run for run; here it is done by hand. Models lie in
    DATA_DIR/models/rating, a folder a version.

    \b
    Example:
        rating-model predict "Broke after two days."
        rating-model models
    """
