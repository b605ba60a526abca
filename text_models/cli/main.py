"""The `text-models` command's group."""

from __future__ import annotations

import click

from console.lazy_group import DISTRIBUTION, LazyGroup
from settings import prepare_process


@click.group(
    cls=LazyGroup,
    entry_group="text_models.commands",
    prepare=prepare_process,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Text models: the tasks that are declared, and how each is judged.

    A task is a file of settings/tasks/, or one of your own in DATA_DIR/tasks/.

    \b
    Example:
        text-models tasks
        text-models describe rating
    """
