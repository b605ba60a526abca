"""`amzn-review quarantine dismiss`: records that nobody will mend, settled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from amzn_review.cli.quarantine.replay import RECORD_NUMBER, nothing_found
from amzn_review.cli.warehouse_connection import local_option, warehouse_connection
from amzn_review.data_layout import DataLayout
from console.command_errors import reporting_errors
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.quarantine.dismissal import Dismissed


@click.command()
@local_option
@click.argument("quarantine_ids", metavar="[ID]...", nargs=-1, type=RECORD_NUMBER)
@click.option("--reason", help="Those of one reason.")
@click.option("--key", help="Those of one file, as `quarantine list` names it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def dismiss(
    *, quarantine_ids: tuple[int, ...], reason: str | None, key: str | None, yes: bool, as_json: bool
) -> None:
    """Settle records that nobody will mend.

    `quarantine list` and `quarantine replay` pass them over from now on; `quarantine list --all` still shows
    them. Nothing is deleted: their files move to quarantine/dismissed/, and `quarantine replay ID` brings one
    back. --reason and --key together choose those that both fit.

    \b
    Example:
        amzn-review quarantine dismiss --reason empty
    """
    if bool(quarantine_ids) == bool(reason or key):
        raise click.UsageError("Choose records by ID, or by --reason, --key or both.")
    settings = load_settings()
    numbers = list(quarantine_ids) or _numbers(settings, reason, key)
    if numbers and not yes:
        records = "1 record" if len(numbers) == 1 else f"{len(numbers):,} records"
        click.confirm(f"Dismiss {records}? The files move to {_folder(settings)}.", abort=True, err=True)
    outcomes = _dismiss(settings, numbers) if numbers else []
    if as_json:
        click.echo(json.dumps({"records": [_fields(outcome) for outcome in outcomes]}))
    else:
        click.echo(_text(outcomes, settings) if outcomes else nothing_found(reason, key))
    if any(outcome.problem for outcome in outcomes):
        raise SystemExit(1)


def _numbers(settings: Settings, reason: str | None, key: str | None) -> list[int]:
    from amzn_review.quarantine.quarantined_record import find_records

    with warehouse_connection(settings) as connection:
        found = find_records(connection, settings.sql_dir, reason=reason, source_key=key)
    return [record.quarantine_id for record in found]


def _dismiss(settings: Settings, numbers: Sequence[int]) -> list[Dismissed]:
    from amzn_review.quarantine.dismissal import Dismissal
    from services.postgres.databases import warehouse_address

    dismissal = Dismissal(
        DataLayout(settings.data_dir), warehouse_address(settings).transaction, settings.sql_dir
    )
    with reporting_errors(settings.data_dir):
        return dismissal.run(numbers)


def _folder(settings: Settings) -> str:
    return f"{DataLayout(settings.data_dir).dismissed}/"


def _fields(outcome: Dismissed) -> dict[str, object]:
    return {
        **outcome.record.as_dict(),
        "outcome": "stays" if outcome.problem else "dismissed",
        "path": str(outcome.path) if outcome.path else None,
        "problem": outcome.problem,
    }


def _text(outcomes: Sequence[Dismissed], settings: Settings) -> str:
    lines = [
        f"{outcome.record.quarantine_id}  {outcome.record.place}: stays: {outcome.problem}"
        for outcome in outcomes
        if outcome.problem
    ]
    settled = [outcome for outcome in outcomes if not outcome.problem]
    lines.append(f"dismissed: {len(settled):,} of {len(outcomes):,}; the files are in {_folder(settings)}")
    if gone := sum(1 for outcome in settled if outcome.path is None):
        lines.append(f"{gone:,} of them had no file any more.")
    return "\n".join(lines)
