"""`amzn-review status`: how the pipeline is."""

from __future__ import annotations

import json
import sys

import click

from console.command_errors import reporting_errors
from settings import load_settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(*, as_json: bool) -> None:
    """Say how the pipeline is, in less than a second.

    Parts, what waits, what is open, what was loaded and set aside, champions, last and next run. Starts
    nothing and changes nothing. What does not answer in half a second is unknown, with the reason. The
    exit status is 0 when every part runs, the warehouse answers and the last run did not fail, else 1.

    \b
    Example:
        amzn-review status
        amzn-review status --json
    """
    from make_local.status.pipeline_status import read_status
    from make_local.status.status_text import status_fields, status_text

    settings = load_settings()
    with reporting_errors(settings.data_dir):
        found = read_status(settings)
    click.echo(json.dumps(status_fields(found)) if as_json else status_text(found))
    sys.exit(0 if found.is_well() else 1)
