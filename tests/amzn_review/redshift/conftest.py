"""A warehouse in the Redshift stand-in with our tables, and the bucket that it reads."""

from __future__ import annotations

import pytest

from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.redshift.staged_kind import Staging
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
