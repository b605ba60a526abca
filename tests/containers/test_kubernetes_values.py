"""kubernetes/values.yaml, in step with the lock, .env and the code.

Neither Helm nor the chart is here: whether a cluster takes the values is not shown.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from services.airflow.airflow_environment import airflow_environment
from settings import load_settings
from tests.conftest import PROJECT_ROOT

TEXT = (PROJECT_ROOT / "kubernetes" / "values.yaml").read_text()
VALUES: dict[str, Any] = yaml.safe_load(TEXT)
ENVIRONMENT = {item["name"]: item["value"] for item in VALUES["env"]}


def test_it_is_for_the_airflow_that_is_locked() -> None:
    airflow = version("apache-airflow")
    assert (VALUES["airflowVersion"], VALUES["defaultAirflowTag"]) == (airflow, airflow)


def test_what_is_set_is_a_setting_and_can_be_used(tmp_path: Path) -> None:
    names = re.findall(r"(?m)^(\w+)=", (PROJECT_ROOT / ".env").read_text())
    elsewhere = {"KERAS_BACKEND", "OMP_WAIT_POLICY", "PGCLIENTENCODING", "TF_CPP_MIN_LOG_LEVEL"}
    assert set(ENVIRONMENT) - elsewhere <= set(names)
    settings = load_settings(ENVIRONMENT, tmp_path)
    assert (settings.executor, settings.storage, settings.has_aws) == ("celery", "s3", True)
    assert (settings.s3.is_embedded, settings.redshift.is_embedded) == (False, False)


def test_airflow_is_told_what_the_code_tells_it(tmp_path: Path) -> None:
    code = airflow_environment(load_settings({"EXECUTOR": "celery"}, tmp_path))
    for section, options in VALUES["config"].items():
        for option, value in options.items():
            name = f"AIRFLOW__{section}__{option}".upper()
            if name in code and not option.endswith("_folder"):
                assert (name, str(value)) == (name, code[name])
    assert VALUES["executor"] == code["AIRFLOW__CORE__EXECUTOR"]


def test_the_code_lies_where_the_image_puts_it() -> None:
    assert "WORKDIR /srv/amzn-review\n" in (PROJECT_ROOT / "Dockerfile").read_text()
    folders = {VALUES["config"]["core"][name] for name in ("dags_folder", "plugins_folder")}
    assert folders == {"/srv/amzn-review/workflow/dags", "/srv/amzn-review/workflow/plugins"}
    assert VALUES["volumeMounts"][0]["mountPath"] == ENVIRONMENT["DATA_DIR"]


def test_secrets_are_names_only() -> None:
    names = [key for key in (*VALUES, *VALUES["data"], *VALUES["redis"]) if "Secret" in key]
    assert len(names) == 7
    assert not re.search(r"(?i)(password|fernetKey|jwtSecret|apiSecretKey|brokerUrl): ", TEXT)
    assert not re.search(r"://\S+:\S+@", TEXT)
