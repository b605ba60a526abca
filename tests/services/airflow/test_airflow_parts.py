"""Starting Airflow's parts where that cannot work. (That it works is shown by tests/test_make_local.py.)"""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from services.airflow.airflow_parts import require_alive, start_airflow, stop_airflow
from services.service_error import ServiceError
from settings import load_settings
from tests.free_port import free_port


def test_a_taken_port_of_the_ui_is_named_before_anything_starts(tmp_path: Path) -> None:
    port = free_port()
    settings = load_settings({"AIRFLOW__API__PORT": str(port)}, tmp_path)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(ServiceError) as caught:
        start_airflow(settings)
    assert f"Port {port}, wanted by the Airflow UI, is taken by " in str(caught.value)
    assert str(caught.value).endswith("choose another port: AIRFLOW__API__PORT=PORT make local.")
    assert not (tmp_path / ".local" / "run").exists()


def test_a_part_that_is_gone_is_named(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    with pytest.raises(ServiceError, match=r"airflow-api-server has ended\. Run `make local` again\."):
        require_alive(settings)
    assert stop_airflow(settings) == []
