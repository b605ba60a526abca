"""A DAG's run in the test's process, by `dag.test()` without its pauses of a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from unittest.mock import patch


def run_in_process(dag: Any, moment: datetime, conf: Mapping[str, Any] | None = None) -> Any:
    """Run an Airflow DAG as the run of `moment`; the same moment again clears that run and repeats it.

    Airflow's loop sleeps for a second each time that it has skipped or failed tasks and none can start.
    """
    loop, sleep = type(dag).test.__code__, time.sleep

    def short_pause(seconds: float) -> None:
        # Tasks run in this process too, and what they sleep is their own.
        sleep(0.02 if sys._getframe(1).f_code is loop else seconds)

    with patch("time.sleep", short_pause):
        return dag.test(run_after=moment, logical_date=moment, run_conf=dict(conf or {}))
