"""`amzn-review config show`."""

from __future__ import annotations

import json

from click.testing import CliRunner

from amzn_review.cli import main
from tests.conftest import PROJECT_ROOT


def test_it_shows_what_is_in_force_and_no_secret() -> None:
    shell = {"POSTGRES_HOST": "db.example", "POSTGRES_PASSWORD": "a secret", "RATING_EPOCHS": "2"}
    shown = CliRunner().invoke(main, ["config", "show", "--json"], env=shell)
    values = json.loads(shown.output)
    names = ("POSTGRES_HOST", "RATING_EPOCHS", "AIRFLOW__API__PORT")
    assert [values[name] for name in names] == ["db.example", 2, 3000]
    assert "a secret" not in shown.output
    for_people = CliRunner().invoke(main, ["config", "show"], env=shell).output
    assert [line.split()[0] for line in for_people.splitlines()] == list(values)


def test_a_stand_in_is_not_shown_as_what_was_named_and_has_no_secret() -> None:
    shell = {"STORAGE": "s3", "AWS_REDSHIFT_PASSWORD": "a secret", "AWS_SECRET_ACCESS_KEY": "another"}
    shown = CliRunner().invoke(main, ["config", "show", "--json"], env=shell).output
    names = ("STORAGE", "AWS_S3_BUCKET", "AWS_ENDPOINT_URL_S3", "AWS_REDSHIFT_HOST", "AWS_REDSHIFT_USER")
    assert [json.loads(shown)[name] for name in names] == ["s3", "", "", "", "amzn_review"]
    assert not [word for word in ("a secret", "another") if word in shown]


def test_every_setting_of_the_committed_file_is_shown() -> None:
    committed = [line.partition("=")[0] for line in (PROJECT_ROOT / ".env").read_text().splitlines()]
    names = [name for name in committed if name and not name.startswith("#")]
    shown = CliRunner().invoke(main, ["config", "show", "--json"]).output
    assert sorted(json.loads(shown)) == sorted(names)


def test_a_value_that_cannot_be_used_is_one_sentence() -> None:
    result = CliRunner().invoke(main, ["config", "show"], env={"POSTGRES_PORT": "high"})
    assert result.exit_code == 1
    assert result.output == (
        "Error: POSTGRES_PORT is 'high'; expected a whole number from 1 to 65535. "
        "Set it in the shell or in .env.\n"
    )
