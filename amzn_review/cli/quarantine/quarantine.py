"""`amzn-review quarantine`: what was set aside, why, and its way back."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import click

from amzn_review.cli.quarantine.dismiss import dismiss
from amzn_review.cli.quarantine.replay import RECORD_NUMBER, nothing_found, replay
from amzn_review.cli.warehouse_connection import local_option, warehouse_connection
from amzn_review.data_layout import DataLayout
from console.command_errors import reporting_errors
from console.plain_table import plain_table
from settings import Settings, load_settings

if TYPE_CHECKING:
    from amzn_review.quarantine.quarantined_record import QuarantinedRecord

_redshift_option = click.option("--redshift", is_flag=True, help="Records from the bucket, in Redshift.")


@click.group()
def quarantine() -> None:
    """Records set aside, and their way back."""


quarantine.add_command(replay)
quarantine.add_command(dismiss)


@quarantine.command("list")
@local_option
@_redshift_option
@click.option("--reason", help="Those of one reason, such as not-json.")
@click.option("--key", help="Those of one file, such as reviews/all_beauty/1a2b3c.json.gz.")
@click.option("--all", "with_settled", is_flag=True, help="Also those that were handed back or dismissed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def list_records(
    *, redshift: bool, reason: str | None, key: str | None, with_settled: bool, as_json: bool
) -> None:
    """Print a line for each record that is set aside, the latest last.

    On a terminal the lines are cut to its width; `quarantine show ID` has all about one record.

    \b
    Example:
        amzn-review quarantine list --reason nul-character
    """
    settings = load_settings()
    if redshift:
        found = _in_redshift(settings, reason=reason, source_key=key, with_settled=with_settled)
    else:
        from amzn_review.quarantine.quarantined_record import find_records

        with warehouse_connection(settings) as connection:
            found = find_records(
                connection, settings.sql_dir, reason=reason, source_key=key, with_settled=with_settled
            )
    if as_json:
        click.echo(json.dumps([record.as_dict() for record in found]))
        return
    if not found:
        click.echo(nothing_found(reason, key))
        return
    state = ["state"] if with_settled else []
    rows = [_row(record, with_state=with_settled) for record in found]
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(plain_table(["id", *state, "reason", "file", "field", "found"], rows, width))


def _row(record: QuarantinedRecord, *, with_state: bool) -> list[str]:
    return [
        str(record.quarantine_id),
        *([record.state] if with_state else []),
        record.reason,
        record.place,
        record.field,
        record.found,
    ]


@quarantine.command()
@local_option
@_redshift_option
@click.argument("quarantine_id", metavar="ID", type=RECORD_NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(quarantine_id: int, *, redshift: bool, as_json: bool) -> None:
    """Print all about one record.

    Why it was set aside, where its file lies, and how that begins. To repair it by hand, write a good file in
    that one's place, then replay it. Records from a bucket have no replay: put a good file into uploaded/.

    \b
    Example:
        amzn-review quarantine show 7
    """
    settings = load_settings()
    try:
        record, path, state, text = (_shown_in_redshift if redshift else _shown_here)(settings, quarantine_id)
    except LookupError:
        more = " --redshift" if redshift else ""
        raise click.ClickException(
            f"There is no record {quarantine_id}: see `amzn-review quarantine list{more}`."
        ) from None
    if as_json:
        click.echo(json.dumps({**record.as_dict(), "path": path, "file": state, "text": text}))
    else:
        click.echo(_page(record, path, state, text))


def _shown_here(settings: Settings, quarantine_id: int) -> tuple[QuarantinedRecord, str, str, str]:
    from amzn_review.quarantine.preview import described
    from amzn_review.quarantine.quarantined_record import find_records

    with warehouse_connection(settings) as connection:
        found = find_records(connection, settings.sql_dir, quarantine_ids=[quarantine_id], with_settled=True)
    if not found:
        raise LookupError(quarantine_id)
    path = found[0].path(DataLayout(settings.data_dir))
    with reporting_errors(settings.data_dir):
        return found[0], str(path), *described(path)


def _shown_in_redshift(settings: Settings, quarantine_id: int) -> tuple[QuarantinedRecord, str, str, str]:
    from amzn_review.quarantine.bucket_records import described_object
    from services.buckets import site_bucket

    found = _in_redshift(settings, quarantine_id=quarantine_id, with_settled=True)
    if not found:
        raise LookupError(quarantine_id)
    with reporting_errors(settings.data_dir):
        return found[0], *described_object(site_bucket(settings), found[0])


def _in_redshift(
    settings: Settings,
    *,
    quarantine_id: int | None = None,
    reason: str | None = None,
    source_key: str | None = None,
    with_settled: bool,
) -> list[QuarantinedRecord]:
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.quarantine.bucket_records import find_bucket_records

    with reporting_errors(settings.data_dir):
        return find_bucket_records(
            redshift_session(settings),
            quarantine_id=quarantine_id,
            reason=reason,
            source_key=source_key,
            with_settled=with_settled,
        )


def _page(record: QuarantinedRecord, path: str, state: str, text: str) -> str:
    lines = [
        f"record       {record.quarantine_id}",
        f"batch        {record.batch_id}",
        f"came as      {record.place}",
        f"set aside    {record.quarantined_at:%Y-%m-%d %H:%M:%S} UTC",
    ]
    if record.dismissed_at:
        lines.append(f"dismissed    {record.dismissed_at:%Y-%m-%d %H:%M:%S} UTC")
    if record.replayed_at:
        lines.append(f"handed back  {record.replayed_at:%Y-%m-%d %H:%M:%S} UTC")
    lines += [
        f"reason       {record.reason}",
        f"field        {record.field}",
        f"found        {record.found}",
        f"expected     {record.expected}",
        f"lies at      {path} ({state})",
    ]
    return "\n".join([*lines, "", text.rstrip("\n")] if text else lines)
