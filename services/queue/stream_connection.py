"""Airflow's connection to the stream of arrivals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from services.queue.queue_addresses import broker_url
from settings import Settings


def stream_connection(settings: Settings) -> Mapping[str, str]:
    """The variable of Airflow's connection `arrivals`; none with STREAM=none.

    Its extra has the settings STREAM_…; its password is the whole address of the Redis server, so that
    Airflow's logs mask it.
    """
    stream = settings.stream
    if stream.kind == "none":
        return {}
    secret = {"password": broker_url(settings)} if stream.kind == "redis" else {}
    return {
        "AIRFLOW_CONN_ARRIVALS": json.dumps({"conn_type": "generic", **secret, "extra": asdict(stream)}),
    }
