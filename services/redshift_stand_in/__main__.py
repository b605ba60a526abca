"""Start the stand-in: `python -m services.redshift_stand_in`, addresses and secrets in the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping

from services.postgres.databases import DatabaseAddress
from services.redshift_stand_in.object_store import S3Address
from services.redshift_stand_in.stand_in import RedshiftStandIn


def stand_in(environment: Mapping[str, str]) -> RedshiftStandIn:
    """The stand-in that the variables STAND_IN_* describe; without S3 keys boto3's own chain finds them."""
    postgres = DatabaseAddress(
        host=environment["STAND_IN_POSTGRES_HOST"],
        port=int(environment["STAND_IN_POSTGRES_PORT"]),
        database=environment["STAND_IN_POSTGRES_DB"],
        user=environment["STAND_IN_POSTGRES_USER"],
        password=environment["STAND_IN_POSTGRES_PASSWORD"],
    )
    s3 = S3Address(
        region=environment["STAND_IN_S3_REGION"],
        endpoint_url=environment.get("STAND_IN_S3_ENDPOINT_URL") or None,
        access_key_id=environment.get("STAND_IN_S3_ACCESS_KEY_ID") or None,
        secret_access_key=environment.get("STAND_IN_S3_SECRET_ACCESS_KEY") or None,
    )
    return RedshiftStandIn(int(environment["STAND_IN_PORT"]), postgres, s3)


if __name__ == "__main__":
    stand_in(os.environ).serve()
