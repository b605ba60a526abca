"""Which failures another attempt cannot mend."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from airflow.sdk.exceptions import AirflowFailException

# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; a missing object is mended by hand.
FINAL_CODES = frozenset(
    {
        "AccessDenied", "AccountProblem", "AllAccessDisabled", "AuthorizationHeaderMalformed", "ExpiredToken",
        "ExpiredTokenException", "IllegalLocationConstraintException", "InvalidAccessKeyId",
        "InvalidBucketName", "InvalidToken", "NoSuchBucket", "NoSuchKey", "PermanentRedirect",
        "RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "TokenRefreshRequired",
    }
)  # fmt: skip


@contextmanager
def final_failures() -> Iterator[None]:
    """Turn what needs a person into AirflowFailException, so that there is no retry; the rest passes."""
    from amzn_review.balance_sheet import UnbalancedBatchError
    from amzn_review.batch.batch_error import TooManyBadError
    from amzn_review.migrations.schema_file import MigrationError
    from amzn_review.redshift.redshift_error import RedshiftError
    from storage.s3_error import S3Error

    try:
        yield
    except (MigrationError, TooManyBadError, UnbalancedBatchError, LookupError) as error:
        raise AirflowFailException(str(error)) from error
    except RedshiftError as error:
        if error.is_passing:
            raise
        raise AirflowFailException(str(error)) from error
    except S3Error as error:
        if error.code in FINAL_CODES:
            raise AirflowFailException(str(error)) from error
        raise
