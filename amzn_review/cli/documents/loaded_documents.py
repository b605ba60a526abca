"""What waits in uploaded/documents/ into PostgreSQL, and its sheets on the console."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from amzn_review.cli.load import document_sheets
from console.command_errors import reporting_errors
from settings import Settings

if TYPE_CHECKING:
    from amzn_review.documents.document_sheet import DocumentSheet


def load_documents(settings: Settings) -> list[DocumentSheet]:
    """Start the database if need be, and load. Raises ClickException with a sentence."""
    from amzn_review.postgres.migrations import migrate
    from services.airflow.airflow_parts import bring_up_databases
    from services.postgres.databases import warehouse_address

    with reporting_errors(settings.data_dir):
        bring_up_databases(settings)
        connect = warehouse_address(settings).transaction
        migrate(connect, settings.sql_dir, lambda sentence: click.echo(sentence, err=True))
    return list(document_sheets(settings, "documents-command"))


def print_documents(sheets: Sequence[DocumentSheet], place: str, *, as_json: bool) -> None:
    """The sheets on stdout: a line each, or one JSON list; `place` tells of records set aside."""
    if as_json:
        click.echo(json.dumps([sheet.as_dict() for sheet in sheets]))
    for sheet in () if as_json else sheets:
        click.echo(sheet.text())
        if sheet.quarantined:
            click.echo(f"See {place} for what was set aside, and why.", err=True)
