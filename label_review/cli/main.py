"""The `label-review` command's group."""

from __future__ import annotations

import click

from console.lazy_group import DISTRIBUTION, LazyGroup
from settings import prepare_process


@click.group(
    cls=LazyGroup,
    entry_group="label_review.commands",
    prepare=prepare_process,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Label review: a page on which people look at doubtful labels and decide.

    \b
    Example:
        label-review users add ada
        label-review serve
    """
