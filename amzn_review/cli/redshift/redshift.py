"""`amzn-review redshift`: the warehouse at Amazon."""

from __future__ import annotations

import click

from console.lazy_group import LazyGroup


@click.group(cls=LazyGroup, entry_group="amzn_review.commands.redshift")
def redshift() -> None:
    """The warehouse at Amazon: make it, look at it, remove it."""
