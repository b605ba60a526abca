"""The embedded Redshift stand-in as a process: `python -m services.redshift_stand_in`, on 127.0.0.1 only."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Mapping

from services.background_process import BackgroundProcess
from services.part_environment import inherited_environment
from services.ports import is_listening, require_free_port
from services.postgres.databases import stand_in_address
from services.service_error import ServiceError
from settings import Settings

START_TIMEOUT_S = 30


def start_redshift_stand_in(settings: Settings) -> bool:
    """Start the stand-in unless it runs with these settings. Returns whether it had to be started.

    PostgreSQL behind it must be up, with its database. Raises ServiceError when the port is taken or the
    stand-in does not come up.
    """
    port = settings.redshift.port
    environment = _environment(settings)
    digest = hashlib.sha256(json.dumps(environment, sort_keys=True).encode()).hexdigest()
    process = _process(settings)
    if process.configuration() == digest and is_listening(port):
        return False
    process.stop()  # it runs with other settings, or hangs
    require_free_port(port, wanted_by="the Redshift stand-in", variable="AWS_REDSHIFT_PORT")
    process.start([sys.executable, "-m", "services.redshift_stand_in"], environment, digest)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not is_listening(port):
        if process.find() is None or time.monotonic() > deadline:
            raise ServiceError(
                f"The Redshift stand-in did not start on port {port}. The end of {process.log_file}:\n"
                f"{process.log_tail()}"
            )
        time.sleep(0.05)
    return True


def stop_redshift_stand_in(settings: Settings) -> bool:
    """Stop the stand-in; its tables stay in PostgreSQL. Returns whether it ran. Needs no secrets."""
    return _process(settings).stop()


def _environment(settings: Settings) -> Mapping[str, str]:
    """Addresses and secrets: arguments are for everyone to read, the environment is its owner's."""
    postgres, s3 = stand_in_address(settings), settings.require_s3()
    # To boto3's libraries an empty variable is a value.
    inherited = {name: value for name, value in inherited_environment(settings).items() if value}
    return {
        **inherited,
        "PYTHONUNBUFFERED": "1",
        "STAND_IN_PORT": str(settings.redshift.port),
        "STAND_IN_POSTGRES_HOST": postgres.host,
        "STAND_IN_POSTGRES_PORT": str(postgres.port),
        "STAND_IN_POSTGRES_DB": postgres.database,
        "STAND_IN_POSTGRES_USER": postgres.user,
        "STAND_IN_POSTGRES_PASSWORD": postgres.password,
        "STAND_IN_S3_REGION": s3.region,
        "STAND_IN_S3_ENDPOINT_URL": s3.endpoint_url or "",
        "STAND_IN_S3_ACCESS_KEY_ID": s3.access_key_id or "",
        "STAND_IN_S3_SECRET_ACCESS_KEY": s3.secret_access_key or "",
    }


def _process(settings: Settings) -> BackgroundProcess:
    return BackgroundProcess("redshift", settings.state_dir / "run", settings.state_dir / "logs")
