"""The `amzn-review` command's group."""

from __future__ import annotations

import click

from amzn_review.cli.lazy_group import LazyGroup

COMMANDS = {
    "config": ("amzn_review.cli.config:config", "The settings in force."),
    "data": ("amzn_review.cli.data:data", "Bring reviews and product metadata into DATA_DIR."),
    "db": ("amzn_review.cli.db:db", "Create the warehouse's tables, or begin again with empty ones."),
    "local": ("amzn_review.cli.local:local", "Run the whole pipeline on this machine."),
    "uploader": ("amzn_review.cli.uploader:uploader", "The stream of arriving reviews."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Reviews from files to a warehouse: bring data in, stream it, keep the tables.

    \b
    Example:
        amzn-review data demo
        amzn-review uploader run --local --limit 100
    """
