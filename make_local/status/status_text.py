"""The status for a person, on one screen, and for a program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from textwrap import wrap
from typing import Any

from make_local.status.asked import UnknownError
from make_local.status.parts import STOPPED
from make_local.status.pipeline_status import MOST_COUNTED, PipelineStatus

_HEADING, _PART, _WIDTH = 11, 24, 80


def status_text(status: PipelineStatus) -> str:
    """Lines of at most 80 characters, but for a longer word."""
    blocks = [
        ("Parts", _parts(status)),
        ("Waiting", [_waiting(status)]),
        ("Open", _open(status)),
        ("Loaded", _loaded(status)),
        ("Set aside", [_set_aside(status)]),
        ("Champions", _champions(status)),
        ("Last run", [_last_run(status)]),
        ("Next run", [_next_run(status)]),
        ("Disk", [f"{_gb(status.free_bytes)} of {_gb(status.total_bytes)} GB are free where DATA_DIR lies"]),
    ]
    return "\n".join(
        f"{heading if number == 0 else '':<{_HEADING}}{line}"
        for heading, lines in blocks
        for number, line in enumerate(_wrapped(lines))
    )


def _wrapped(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if len(line) <= _WIDTH - _HEADING:
            yield line
        else:
            yield from wrap(
                line, _WIDTH - _HEADING, subsequent_indent="  ",
                replace_whitespace=False, break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip


def _parts(status: PipelineStatus) -> list[str]:
    lines = [f"{part.name:<{_PART}}{part.state:<9}{part.address}".rstrip() for part in status.parts]
    if all(part.state == STOPPED for part in status.parts):
        lines.append("Nothing runs: make local starts all parts and runs the pipeline.")
    return lines


def _open(status: PipelineStatus) -> list[str]:
    opened = [f"{batch}: is being loaded, or the next run ends it" for batch in status.open_batches]
    return opened or ["no batch"]


def _waiting(status: PipelineStatus) -> str:
    if status.dag == "amzn_review_etl_aws":
        return "in the bucket, where this command does not count"
    counts = [f"{_counted(count)} of {kind}" for kind, count in status.waiting.items()]
    return ", ".join(counts) + " (files)" if counts else "nothing"


def _counted(count: int) -> str:
    return f"{count:,} or more" if count == MOST_COUNTED else f"{count:,}"


def _loaded(status: PipelineStatus) -> list[str]:
    if isinstance(status.warehouse, UnknownError):
        return [f"unknown: {status.warehouse}"]
    latest = status.warehouse.latest
    if latest is None:
        return ["no batch yet"]
    sheet = latest.sheet
    return [
        f"{sheet.batch_id}, {_moment(latest.loaded_at)}",
        f"{sheet.listed:,} listed = {sheet.loaded:,} loaded + {sheet.duplicate:,} duplicate + "
        f"{sheet.quarantined:,} quarantined + {sheet.held:,} held",
    ]


def _set_aside(status: PipelineStatus) -> str:
    if isinstance(status.warehouse, UnknownError):
        return "unknown"
    reasons = [f"{count:,} {reason}" for reason, count in status.warehouse.set_aside.items()]
    return ", ".join(reasons) + ": see amzn-review quarantine list" if reasons else "no record"


def _champions(status: PipelineStatus) -> list[str]:
    if isinstance(status.champions, UnknownError):
        return [f"unknown: {status.champions}"]
    return [
        f"{found.task:<{_PART}}{found.figure or 'no figure'}, {found.version}" for found in status.champions
    ] or ["none yet"]


def _last_run(status: PipelineStatus) -> str:
    run = status.last_run
    if isinstance(run, UnknownError):
        return f"unknown: {run}"
    if run is None:
        return f"{status.dag} has not run yet"
    moment = run.ended or run.started
    return f"{status.dag}: {run.state}" + (f", {_moment(moment)}" if moment else "")


def _next_run(status: PipelineStatus) -> str:
    run = status.next_run
    if isinstance(run, UnknownError):
        return "unknown"
    if run is None:
        return "none: Airflow does not know the DAG yet"
    if run.is_paused:
        return "none: the DAG is paused in the Airflow UI"
    return _moment(run.at) if run.at else "none is scheduled"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _gb(size: int) -> str:
    return f"{size / 1e9:,.1f}"


def status_fields(status: PipelineStatus) -> dict[str, Any]:
    """The same by name, for JSON: null where something is unknown, with the reason in `unknown`."""
    warehouse, champions = status.warehouse, status.champions
    known = None if isinstance(warehouse, UnknownError) else warehouse
    last, following = status.last_run, status.next_run
    unknown = {
        name: str(value)
        for name, value in (
            ("warehouse", warehouse),
            ("champions", champions),
            ("last_run", last),
            ("next_run", following),
        )
        if isinstance(value, UnknownError)
    }
    return {
        "well": status.is_well(),
        "parts": [{"name": part.name, "state": part.state, "address": part.address} for part in status.parts],
        "waiting_files": status.waiting,
        "open_batches": list(status.open_batches),
        "last_batch": known and known.latest and known.latest.as_dict(),
        "set_aside": known and known.set_aside,
        "champions": None if isinstance(champions, UnknownError) else [vars(found) for found in champions],
        "dag": status.dag,
        "last_run": _dated(last),
        "next_run": _dated(following),
        "free_bytes": status.free_bytes,
        "total_bytes": status.total_bytes,
        "unknown": unknown,
    }


def _dated(value: Any) -> dict[str, Any] | None:
    """A run's fields, moments in ISO 8601."""
    if value is None or isinstance(value, UnknownError):
        return None
    return {
        name: field.isoformat() if isinstance(field, datetime) else field
        for name, field in vars(value).items()
    }
