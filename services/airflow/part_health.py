"""Whether one part of Airflow is healthy, for a container's health check.

Usage: python -m services.airflow.part_health URL metadatabase|scheduler|dag_processor|triggerer
"""

from __future__ import annotations

import sys

from services.airflow.airflow_api import HEALTH_PARTS, AirflowApi


def main(arguments: list[str]) -> int:
    """Ask the API server at URL. Returns 0 when the part is healthy, else 1, with a sentence."""
    if len(arguments) != 2 or arguments[1] not in HEALTH_PARTS:
        print(f"Usage: python -m services.airflow.part_health URL {'|'.join(HEALTH_PARTS)}", file=sys.stderr)
        return 2
    url, part = arguments
    with AirflowApi(url) as api:
        unhealthy = api.unhealthy_parts()
    if part in unhealthy:
        print(f"{part} is not healthy, says the API server at {url}, or it does not answer.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
