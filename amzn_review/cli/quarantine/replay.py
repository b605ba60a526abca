"""`amzn-review quarantine replay`: records back to uploaded/, and loaded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from amzn_review.cli.load import load_waiting
from amzn_review.cli.warehouse_connection import local_option, warehouse_connection
from amzn_review.data_layout import DataLayout
from amzn_review.quarantine.fixes import FIXES
from console.command_errors import reporting_errors
from settings import Settings, load_settings

if TYPE_CHECKING:
    from datetime import datetime

    from amzn_review.balance_sheet import BalanceSheet
    from amzn_review.quarantine.replay import Outcome

RECORD_NUMBER = click.IntRange(1, 2**63 - 1)
_WIDTH = max(map(len, FIXES))
_HELP = """Load records whose file is good by now.

Their files go back to uploaded/, and what waits there is loaded. Without ID and --reason all are tried. A
file is good when it was repaired by hand where it lies, when --fix repairs it (the original is kept in raw/
then), or when only a setting stood in its way. What is still bad stays, and the exit status is 1. No fix
mends a file that breaks off: put a whole one in its place.

\b
Fixes:
{fixes}

\b
Example:
    amzn-review quarantine replay --reason nul-character --fix drop-nul
""".format(fixes="\n".join(f"    {fix.name:<{_WIDTH}}  {fix.about}" for fix in FIXES.values()))


def nothing_found(reason: str | None, key: str | None = None) -> str:
    """That there is no record of this reason and file, or none at all."""
    return (
        "Nothing is set aside"
        + (f" for the reason {reason}" if reason else "")
        + (f" of the file {key}." if key else ".")
    )


@dataclass
class _Report:
    """What became of each record, in a word or some, and the balance sheets of the load."""

    outcomes: Sequence[Outcome]
    handed_back: str
    came_of: dict[str, str] = field(default_factory=dict)
    sheets: list[BalanceSheet] = field(default_factory=list)

    def word(self, outcome: Outcome) -> str:
        if outcome.key is None:
            return "stays"
        return self.came_of.get(outcome.key, self.handed_back)

    def text(self) -> str:
        lines = []
        for outcome in self.outcomes:
            record = outcome.record
            line = f"{record.quarantine_id}  {record.place}: {self.word(outcome)}"
            if outcome.problem:
                # The record's line is named already; a line that was set aside alone is line 1 of its file.
                number = record.line_number if record.is_whole_file else 1
                line += f": {outcome.problem.removeprefix(f'line {number:,}: ')}"
            elif outcome.key != record.source_key:
                line += f", as {outcome.key}"
            lines.append(line)
        return "\n".join([*lines, *(sheet.text() for sheet in self.sheets), *self._stay()])

    def _stay(self) -> list[str]:
        if number := sum(1 for outcome in self.outcomes if outcome.problem):
            return [
                f"{number:,} of {len(self.outcomes):,} stay: mend them where they lie "
                "(`amzn-review quarantine show ID`), try a --fix (`--help` names them), or give them up "
                "(`amzn-review quarantine dismiss ID`)."
            ]
        return []

    def json(self) -> str:
        records = [
            {
                **outcome.record.as_dict(),
                "outcome": self.word(outcome),
                "key": outcome.key,
                "problem": outcome.problem,
            }
            for outcome in self.outcomes
        ]
        return json.dumps({"records": records, "batches": [sheet.as_dict() for sheet in self.sheets]})


@click.command(help=_HELP)
@local_option
@click.argument("quarantine_ids", metavar="[ID]...", nargs=-1, type=RECORD_NUMBER)
@click.option("--reason", help="Those of one reason.")
@click.option(
    "--fix", "fixes", multiple=True, type=click.Choice(list(FIXES)), help="Repair first; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Say what would go back; change nothing.")
@click.option("--no-load", is_flag=True, help="Leave them in uploaded/ for the next load.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay(
    *,
    quarantine_ids: tuple[int, ...],
    reason: str | None,
    fixes: tuple[str, ...],
    dry_run: bool,
    no_load: bool,
    as_json: bool,
) -> None:
    if quarantine_ids and reason:
        raise click.UsageError("Choose records by ID or by --reason, not by both.")
    from amzn_review.quarantine.replay_outcome import server_clock

    settings = load_settings()
    with warehouse_connection(settings) as connection:
        since = server_clock(connection, settings.sql_dir)
    outcomes = _hand_back(settings, list(quarantine_ids) or None, reason, fixes, dry_run=dry_run)
    report = _Report(outcomes, handed_back="would go back" if dry_run else "handed back")
    failure: click.ClickException | None = None
    if any(outcome.key for outcome in outcomes) and not (dry_run or no_load):
        try:
            _load(settings, since, report)
        except click.ClickException as error:
            failure = error
    if as_json:
        click.echo(report.json())
    else:
        click.echo(report.text() if outcomes else nothing_found(reason))
    if failure:
        raise failure
    if any(outcome.problem for outcome in outcomes):
        raise SystemExit(1)


def _hand_back(
    settings: Settings, ids: list[int] | None, reason: str | None, fixes: Sequence[str], *, dry_run: bool
) -> list[Outcome]:
    from amzn_review.quarantine.replay import Replay
    from services.postgres.databases import warehouse_address

    replay = Replay(
        layout=DataLayout(settings.data_dir),
        connect=warehouse_address(settings).transaction,
        sql_dir=settings.sql_dir,
        max_line_bytes=settings.load.max_line_bytes,
        fixes=[FIXES[name] for name in fixes],
    )
    with reporting_errors(settings.data_dir):
        return (replay.rehearse if dry_run else replay.run)(ids, reason)


def _load(settings: Settings, since: datetime, report: _Report) -> None:
    from amzn_review.quarantine.replay_outcome import outcomes_by_key

    for sheet in load_waiting(settings, "replay-command"):
        report.sheets.append(sheet)
    layout = DataLayout(settings.data_dir)
    keys = [outcome.key for outcome in report.outcomes if outcome.key]
    with warehouse_connection(settings) as connection:
        report.came_of = outcomes_by_key(connection, settings.sql_dir, layout, keys, since)
