"""The password of Redshift's administrator, as the user gives it."""

from __future__ import annotations

import sys

import click

from settings import Settings


def new_password(settings: Settings) -> str:
    """AWS_REDSHIFT_PASSWORD, else what is typed twice at a prompt that shows nothing; kept in no file.

    Raises ValueError when it breaks Redshift's rules, or there is neither.
    """
    from amzn_review.redshift_cluster.password_rules import check_password

    password = settings.redshift_named.password
    if not password:
        if not sys.stdin.isatty():
            raise ValueError(
                "AWS_REDSHIFT_PASSWORD is not set, and there is no terminal to ask at: set it in the shell."
            )
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    check_password(password)
    return password
