"""kubernetes/scoring-service.yaml, in step with the image, the settings and the service's own routes.

No cluster is here: whether one takes it is not shown.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import yaml

from settings import load_settings
from tests.conftest import PROJECT_ROOT
from text_models.cli import main

TEXT = (PROJECT_ROOT / "kubernetes" / "scoring-service.yaml").read_text()
DEPLOYMENT, SERVICE = list(yaml.safe_load_all(TEXT))
POD: dict[str, Any] = DEPLOYMENT["spec"]["template"]["spec"]
CONTAINER: dict[str, Any] = POD["containers"][0]
VALUES = yaml.safe_load((PROJECT_ROOT / "kubernetes" / "values.yaml").read_text())


def test_the_address_leads_to_the_pod() -> None:
    labels = DEPLOYMENT["spec"]["template"]["metadata"]["labels"]
    assert DEPLOYMENT["spec"]["selector"]["matchLabels"] == SERVICE["spec"]["selector"] == labels
    assert [port["targetPort"] for port in SERVICE["spec"]["ports"]] == [CONTAINER["ports"][0]["name"]]
    assert CONTAINER["command"][-2:] == ["--port", str(CONTAINER["ports"][0]["containerPort"])]


def test_the_command_and_its_options_exist() -> None:
    program, name, *options = CONTAINER["command"]
    assert program == "text-models"
    command = main.get_command(click.Context(main), name)
    assert command is not None
    context = command.make_context(name, options)
    assert context.params["port"] == CONTAINER["ports"][0]["containerPort"]


def test_it_reads_what_the_chart_writes(tmp_path: Path) -> None:
    environment = {item["name"]: item["value"] for item in CONTAINER["env"]}
    names = re.findall(r"(?m)^(\w+)=", (PROJECT_ROOT / ".env").read_text())
    assert set(environment) <= set(names)
    chart = {item["name"]: item["value"] for item in VALUES["env"]}
    assert environment == {name: chart[name] for name in environment}
    settings = load_settings(environment, tmp_path)
    assert str(settings.data_dir) == CONTAINER["volumeMounts"][0]["mountPath"]
    assert POD["volumes"][0]["persistentVolumeClaim"] == VALUES["volumes"][0]["persistentVolumeClaim"]
    image = f"{VALUES['defaultAirflowRepository']}:{VALUES['defaultAirflowTag']}"
    assert CONTAINER["image"] == image


def test_it_may_do_little_and_names_its_secrets_alone() -> None:
    assert POD["securityContext"]["runAsNonRoot"]
    assert POD["securityContext"]["runAsUser"] > 0
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not re.search(r"(?i)password: \S|://\S+:\S+@", TEXT)
