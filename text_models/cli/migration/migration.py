"""`text-models migration`: from a scoring service of others to models of one's own."""

from __future__ import annotations

import click

from console.lazy_group import LazyGroup


@click.group(cls=LazyGroup, entry_group="text_models.commands.migration")
def migration() -> None:
    """Learn from the answers of another scoring service, and compare with them.

    A file of stored answers holds a JSON object a line, {"request": …, "response": …}, both as they were sent
    and received. See docs/scoring_service.md.

    \b
    Example:
        text-models migration learn answers.jsonl.gz
        text-models migration report answers.jsonl.gz
    """
