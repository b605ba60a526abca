"""What every command at Amazon's control plane shares: its options, its errors, what it prints."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from errors import SentenceError
from settings import Settings

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Print what would be made and its price an hour; ask Amazon for nothing."
)
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")
poll_option = click.option(
    "--poll-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=15.0,
    show_default=True,
    help="Seconds between two looks at the status.",
)
_update = click.option(
    "--update-airflow",
    "update",
    is_flag=True,
    help="Write the result into .env, from which Airflow's connections come; never the password.",
)
_env_file = click.option(
    "--env-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file that --update-airflow writes. Default: the project's .env.",
)


def airflow_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--update-airflow and --env-file."""
    return _update(_env_file(command))


@contextmanager
def aws_sentence(again: str = "Run the same command again to wait for it.") -> Iterator[None]:
    """Turn a refusal of Amazon or of our own checks into a sentence on stderr and exit status 1.

    `again`: what to do after Ctrl-C.
    """
    try:
        yield
    except (SentenceError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        raise click.ClickException(f"Stopped waiting; Amazon goes on with what was asked. {again}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}; mend that and run again.") from None


def show_block(fields: Mapping[str, Any], *, as_json: bool) -> None:
    """Print a line for each field, or one JSON object; what is not there is - or null."""
    if as_json:
        click.echo(json.dumps(fields))
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        click.echo(f"{name:<{width}}  {_text(value)}")


def _text(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def confirm_name(what: str, name: str, *, yes: bool) -> None:
    """Go on only if the name was typed, or --yes given."""
    if yes:
        return
    try:
        typed = click.prompt(f"Delete {what}? Type {name} to go on", err=True, default="", show_default=False)
    except click.Abort:
        typed = ""
    if typed != name:
        raise click.ClickException(f"Nothing was deleted: {name!r} was not typed. Give it, or --yes.")


def update_airflow(settings: Settings, env_file: Path | None, values: Mapping[str, str | int]) -> None:
    """Write the values into .env and tell on stderr what will be used, and from when on."""
    from amzn_review.aws.env_file import set_values

    path = env_file or settings.project_root / ".env"
    changed = set_values(path, values)
    click.echo(
        f"{path}: {', '.join(changed) + ' set' if changed else 'holds these values already'}.", err=True
    )
    for name, value in values.items():
        if os.environ.get(name, str(value)) != str(value):
            click.echo(f"The shell sets {name} otherwise and wins: unset it there.", err=True)
    click.echo(
        "Airflow's connections `redshift` and `aws` are made from it at the next start of `make local`; "
        "the password is AWS_REDSHIFT_PASSWORD of that shell.",
        err=True,
    )


def forget_in_airflow(settings: Settings, env_file: Path | None, name: str, value: str) -> None:
    """Empty the line ``name`` of .env if it holds ``value``, which is no more."""
    from amzn_review.aws.env_file import value_of

    path = env_file or settings.project_root / ".env"
    if value and value_of(path, name) == value:
        update_airflow(settings, env_file, {name: ""})
    else:
        click.echo(f"{path}: {name} names another and was left as it is.", err=True)
