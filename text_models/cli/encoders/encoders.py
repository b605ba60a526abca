"""`text-models encoders`: pretrained encoders on this machine's disk."""

from __future__ import annotations

import click

from console.lazy_group import LazyGroup


@click.group(cls=LazyGroup, entry_group="text_models.commands.encoders")
def encoders() -> None:
    """Pretrained encoders: which there are, and how one comes onto this disk.

    A rung whose encoder is not here is left out of a comparison, by name. See docs/encoders.md.

    \b
    Example:
        text-models encoders list
        text-models encoders add muse
    """
