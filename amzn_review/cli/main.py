"""The `amzn-review` command's group."""

from __future__ import annotations

import click

from console.lazy_group import LazyGroup

COMMANDS = {
    "batches": ("amzn_review.cli.batches:batches", "The balance sheets of what was loaded."),
    "config": ("amzn_review.cli.config:config", "The settings in force."),
    "data": ("amzn_review.cli.data:data", "Bring reviews and product metadata into DATA_DIR."),
    "db": ("amzn_review.cli.db:db", "Create the warehouse's tables, or begin again with empty ones."),
    "iam": ("amzn_review.cli.iam:iam", "The role by which Redshift reads the bucket."),
    "load": ("amzn_review.cli.load:load", "Load what waits in uploaded/, without Airflow."),
    "local": ("make_local.cli:local", "Run the whole pipeline on this machine."),
    "quarantine": (
        "amzn_review.cli.quarantine.quarantine:quarantine",
        "Records set aside, and their way back.",
    ),
    "raw": ("amzn_review.cli.raw:raw", "The archive of loaded files."),
    "report": ("amzn_review.cli.report:report", "A page about products, weather and bursts."),
    "redshift": (
        "amzn_review.cli.redshift.redshift:redshift",
        "The warehouse at Amazon: make it, look at it, remove it.",
    ),
    "uploader": ("amzn_review.cli.uploader:uploader", "The stream of arriving reviews."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Reviews from files to a warehouse: bring data in, stream it, load it, keep the tables.

    \b
    Example:
        amzn-review data demo
        amzn-review uploader run --local --limit 100
    """
