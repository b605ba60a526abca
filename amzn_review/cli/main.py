"""The `amzn-review` command's group."""

from __future__ import annotations

import click

from console.lazy_group import DISTRIBUTION, LazyGroup
from settings import prepare_process


@click.group(
    cls=LazyGroup,
    entry_group="amzn_review.commands",
    prepare=prepare_process,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Reviews from files to a warehouse: bring data in, stream it, load it, keep the tables.

    \b
    Example:
        amzn-review data demo
        amzn-review uploader run --local --limit 100
    """
