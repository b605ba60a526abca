"""Documents into the bucket and Redshift that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from amzn_review.cli.load import run_id_of
from amzn_review.load_limits import LoadLimits
from console.command_errors import reporting_errors
from settings import Settings

if TYPE_CHECKING:
    from amzn_review.documents.converter import Converted
    from amzn_review.documents.document_sheet import DocumentSheet
    from amzn_review.documents_layout import DocumentsLayout
    from amzn_review.redshift.staged_kind import Staging


def add_by_bucket(
    settings: Settings, convert: Callable[[DocumentsLayout], Sequence[Converted]]
) -> list[DocumentSheet]:
    """Convert into a temporary folder, put the files into the bucket, and load what waits there.

    The stand-ins are started where the settings name no bucket and no Redshift of the user's own. Raises
    ClickException with a sentence.
    """
    import tempfile
    from pathlib import Path

    from amzn_review.documents_layout import DocumentsLayout
    from amzn_review.uploader.document_upload import upload_converted

    with reporting_errors(settings.data_dir), tempfile.TemporaryDirectory(prefix="documents-") as folder:
        staging, layout = staging_of(settings), DocumentsLayout(Path(folder))
        converted = convert(layout)
        start_stand_ins(settings)
        migrate_redshift(staging)
        upload_converted(staging.bucket, layout, [it.key for it in converted])
        return load_bucket(settings, staging)


def staging_of(settings: Settings) -> Staging:
    """The bucket, Redshift and the role between them; nothing is asked of them yet. Raises SentenceError."""
    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.redshift.staged_kind import Staging
    from services.buckets import site_bucket

    bucket, session = site_bucket(settings), redshift_session(settings)
    role = settings.redshift.iam_role_arn
    if not role:
        raise click.ClickException(
            "AWS_IAM_ROLE_ARN is not set: `amzn-review iam role create --update-airflow` makes the role "
            "by which Redshift reads the bucket."
        )
    return Staging(session, bucket, role)


def migrate_redshift(staging: Staging) -> None:
    """Apply what the warehouse lacks. Raises MigrationError, RedshiftError."""
    from amzn_review.redshift.migrations import migrate

    migrate(staging.session, lambda sentence: click.echo(sentence, err=True))


def load_bucket(settings: Settings, staging: Staging) -> list[DocumentSheet]:
    """Load what waits in the bucket. Raises SentenceError; then nothing of the batch is in a table."""
    from amzn_review.redshift.bucket_document_loader import BucketDocumentLoader

    limits = LoadLimits(**asdict(settings.load))
    return list(BucketDocumentLoader(staging, run_id_of("documents-command"), limits).run())


def start_stand_ins(settings: Settings) -> None:
    """Bring up the stand-ins of what the settings do not name."""
    from services.airflow.airflow_parts import bring_up_databases
    from services.aws.redshift_server import start_redshift_stand_in
    from services.aws.s3_server import start_s3

    start_s3(settings)
    if settings.redshift_named.is_embedded:
        bring_up_databases(settings)
        start_redshift_stand_in(settings)
