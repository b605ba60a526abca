"""Objects to COPY, put by boto3, and the command that copies them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
from botocore.config import Config

from tests.redshift_site import ROLE, RedshiftSite

TABLE = """
create table staging_reviews (
    review_id bigint identity(1, 1),
    reviewer_id varchar(14) not null,
    rating smallint,
    votes integer default 7,
    style super,
    review_time timestamp
) diststyle even sortkey (review_time)
"""
PATHS = ["$['reviewer_id']", "$.rating", "$['style']", "$.review_time"]
COLUMNS = "reviewer_id, rating, style, review_time"


def put(site: RedshiftSite, key: str, data: bytes) -> str:
    """Put an object by boto3, which is no code of ours. Returns its address."""
    bucket = site.bucket
    client = boto3.client(
        "s3",
        region_name=bucket.region,
        endpoint_url=bucket.endpoint_url,
        aws_access_key_id=bucket.access_key_id,
        aws_secret_access_key=bucket.secret_access_key,
        config=Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    client.put_object(Bucket=bucket.bucket, Key=key, Body=data)
    return bucket.url(key)


def part(site: RedshiftSite, key: str, lines: Sequence[str | Mapping[str, Any]]) -> dict[str, Any]:
    """Put a gzip of JSON lines. Returns its manifest entry."""
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    data = gzip.compress(text.encode())
    url = put(site, key, data)
    return {"url": url, "mandatory": True, "meta": {"content_length": len(data)}}


def copy(site: RedshiftSite, entries: Sequence[Mapping[str, Any]], more: str = "") -> str:
    """The COPY command for a manifest of these entries."""
    manifest = put(site, "copy/b/reviews.manifest", json.dumps({"entries": entries}).encode())
    paths = put(site, "copy/jsonpaths.json", json.dumps({"jsonpaths": PATHS}).encode())
    return (
        f"copy staging_reviews ({COLUMNS}) from '{manifest}' iam_role '{ROLE}' "
        f"format json '{paths}' manifest gzip timeformat 'auto' {more}"
    )


GOOD = {
    "reviewer_id": "A1\\é\t\n'",
    "rating": 5,
    "style": {"Color:": ' Red \\ "x"'},
    "review_time": "2018-03-04 05:06:07.089",
}


ERRORS = """
select trim(file_name), line_number, trim(column_name), trim(column_type), trim(column_length), error_code,
    trim(error_message)
from sys_load_error_detail
order by file_name, line_number
"""
ROWS = """
select review_id, reviewer_id, rating, votes, json_serialize(style), review_time::varchar
from staging_reviews
order by review_id
"""


def entries_of(site: RedshiftSite, *lines: str | Mapping[str, Any]) -> list[dict[str, Any]]:
    """The manifest's entries for one object of these lines."""
    return [part(site, "copy/b/reviews/part-00000.json.gz", lines)]
