"""A warehouse in the Redshift stand-in with our tables, the bucket that it reads, and the load between."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.climate.units.unit_evidence import UnitsSetting
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.redshift.staged_kind import Staging
from amzn_review.redshift.warehouse_load import WarehouseLoad
from amzn_review.s3.batch_archive import archive
from amzn_review.s3.batch_summary import BatchSummary
from amzn_review.s3.copy_parts import COPY_KINDS
from amzn_review.s3.frozen_batch import freeze
from amzn_review.s3.packing import pack
from storage.bucket import Bucket
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import REDSHIFT


@pytest.fixture
def session(redshift_site: RedshiftSite) -> RedshiftSession:
    """Sessions with an empty warehouse."""
    to = redshift_site.address
    session = RedshiftSession(RedshiftAddress(to.host, to.port, to.database, to.user, to.password), REDSHIFT)
    migrate(session, pytest.fail)
    return session


@pytest.fixture
def bucket(redshift_site: RedshiftSite) -> Bucket:
    """The bucket that the warehouse reads, empty."""
    return Bucket(redshift_site.bucket)


@pytest.fixture
def staging(session: RedshiftSession, bucket: Bucket, redshift_site: RedshiftSite) -> Staging:
    """COPY from the one into the other."""
    return Staging(session, bucket, redshift_site.role)


def load(
    staging: Staging,
    bucket: Bucket,
    files: Mapping[str, bytes],
    units: UnitsSetting = "auto",
) -> BatchSummary:
    """Let the files arrive, and take them into the warehouse as the DAG does."""
    for key, content in files.items():
        bucket.put(f"uploaded/{key}", content)
    batch_id = freeze(bucket, datetime.now(UTC), LoadLimits())
    assert batch_id is not None
    packed = pack(bucket, batch_id, LoadLimits(), units)
    stage_and_load(staging, batch_id)
    archive(bucket, batch_id, [], [])
    return packed


def stage_and_load(staging: Staging, batch_id: str) -> BalanceSheet:
    """COPY a packed batch, and load it."""
    for kind in COPY_KINDS:
        staging.stage(batch_id, kind)
    return WarehouseLoad(staging.session, staging.bucket, "a-run").run(batch_id)
