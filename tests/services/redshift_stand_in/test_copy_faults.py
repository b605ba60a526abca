"""COPY while S3 refuses, throttles or drops connections: rows once, or a sentence and no row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg2
import pytest

from services.redshift_stand_in.object_store import S3Address
from tests.redshift_site import RedshiftSite, stand_in_before
from tests.s3_fault_proxy import FaultProxy
from tests.services.redshift_stand_in.copied_objects import GOOD, ROWS, TABLE, copy, part


@contextmanager
def behind(site: RedshiftSite, proxy: FaultProxy) -> Iterator[RedshiftSite]:
    """The same warehouse, by a stand-in whose S3 is behind the proxy."""
    bucket = site.bucket
    with proxy.serve():
        s3 = S3Address(bucket.region, proxy.endpoint_url, bucket.access_key_id, bucket.secret_access_key)
        with stand_in_before(site.postgres, s3) as port:
            yield replace(site, address=replace(site.address, port=port))


def two_parts(site: RedshiftSite) -> str:
    """The table, two objects of 500 rows each, and the command that copies them."""
    site.run(TABLE)
    lines = [{**GOOD, "reviewer_id": f"A{number}"} for number in range(1000)]
    return copy(
        site,
        [part(site, f"copy/b/reviews/part-0000{place}.json.gz", lines[place::2]) for place in range(2)],
    )


@pytest.mark.parametrize("fault", ["SlowDown", "InternalError", "reset", "lost"])
def test_what_passes_by_itself_is_waited_for(redshift_site: RedshiftSite, fault: str) -> None:
    command = two_parts(redshift_site)
    proxy = FaultProxy(str(redshift_site.bucket.endpoint_url), faults=[fault], most=2)
    with behind(redshift_site, proxy) as site:
        site.run(command)
    assert proxy.injected == {fault: 2}
    assert len({row[1] for row in redshift_site.run(ROWS)}) == 1000
    assert redshift_site.run("select count(*) from staging_reviews") == [(1000,)]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("AccessDenied", r"S3ServiceException:.*,Status 403,Error AccessDenied,Object s3://"),
        ("ExpiredToken", r"Status 400,Error ExpiredToken"),
        ("RequestTimeTooSkewed", r"Status 403,Error RequestTimeTooSkewed"),
        ("SlowDown", r"Status 503,Error SlowDown"),
        ("cut", "S3ServiceException:|is not a whole gzip file"),
    ],
)
def test_what_does_not_pass_leaves_no_row(redshift_site: RedshiftSite, fault: str, sentence: str) -> None:
    command = two_parts(redshift_site)
    proxy = FaultProxy(
        str(redshift_site.bucket.endpoint_url),
        faults=[fault],
        # The second object: the first one's rows have been read by then.
        concerns=lambda method, path: method == "GET" and "part-00001" in path,
    )
    with behind(redshift_site, proxy) as site:
        with pytest.raises(psycopg2.InternalError, match=sentence):
            site.run(command)
        assert proxy.injected[fault] > 0
        assert redshift_site.run(ROWS) == []
        proxy.share = 0
        site.run(command)
    assert redshift_site.run("select count(*) from staging_reviews") == [(1000,)]
