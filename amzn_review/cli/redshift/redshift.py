"""`amzn-review redshift`: the warehouse at Amazon."""

from __future__ import annotations

import click

from console.lazy_group import LazyGroup

COMMANDS = {
    "advise": ("amzn_review.cli.redshift.advise:advise", "Warn of what costs money in the tables' design."),
    "cluster": ("amzn_review.cli.redshift.cluster:cluster", "A cluster of one's own, billed by the hour."),
    "serverless": (
        "amzn_review.cli.redshift.serverless:serverless",
        "Redshift without a cluster, billed for the seconds in which queries run.",
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def redshift() -> None:
    """The warehouse at Amazon: make it, look at it, remove it."""
