"""What psql is told of the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aws.aws_connections import redshift_address
from services.postgres.databases import warehouse_address
from services.postgres.psql_environment import psql_environment
from settings import load_settings

SHELL = {"PAGER": "less", "PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/ca.pem", "PGHOST": "elsewhere"}
OURS = {
    "PAGER": "less",
    "AMZN_REVIEW_DROPPED": "PGHOST",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "NO_PROXY": "127.0.0.1,localhost,::1",
    "no_proxy": "127.0.0.1,localhost,::1",
    "PGCLIENTENCODING": "UTF8",
}
WITHOUT_TLS = {"PGSSLMODE": "disable", "PGGSSENCMODE": "disable", "PGCHANNELBINDING": "disable"}
DROPPED = {"AMZN_REVIEW_DROPPED": "PGHOST PGSSLMODE PGSSLROOTCERT"}


def test_the_embedded_server_is_asked_as_it_speaks(tmp_path: Path) -> None:
    settings = load_settings(SHELL, tmp_path)
    address = warehouse_address(settings)
    told = psql_environment(settings, address, is_redshift=False)
    assert told == OURS | DROPPED | WITHOUT_TLS | {"PGPASSWORD": address.password}


@pytest.mark.parametrize("place", [{"STORAGE": "s3"}, {"STORAGE": "s3", "POSTGRES_PORT": "5440"}])
def test_so_is_the_stand_in_of_redshift(tmp_path: Path, place: dict[str, str]) -> None:
    settings = load_settings(SHELL | place, tmp_path)
    address = redshift_address(settings)
    told = psql_environment(settings, address, is_redshift=True)
    assert told == OURS | DROPPED | WITHOUT_TLS | place | {"PGPASSWORD": address.password}


def test_a_server_of_ones_own_is_trusted_as_the_shell_says(tmp_path: Path) -> None:
    own = {"POSTGRES_HOST": "db.example", "POSTGRES_PASSWORD": "given"}
    settings = load_settings(SHELL | own, tmp_path)
    told = psql_environment(settings, warehouse_address(settings), is_redshift=False)
    trusted = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/ca.pem"}
    assert told == OURS | own | trusted | {"PGPASSWORD": "given"}


def test_redshift_is_asked_encrypted(tmp_path: Path) -> None:
    own = {"AWS_REDSHIFT_HOST": "c.example", "AWS_REDSHIFT_PASSWORD": "given"}
    settings = load_settings({"PAGER": "less", "PGHOST": "elsewhere", **own}, tmp_path)
    told = psql_environment(settings, redshift_address(settings), is_redshift=True)
    assert told == OURS | own | {"PGSSLMODE": "require", "PGPASSWORD": "given"}
