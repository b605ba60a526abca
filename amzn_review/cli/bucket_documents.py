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


def add_by_bucket(
    settings: Settings, convert: Callable[[DocumentsLayout], Sequence[Converted]]
) -> list[DocumentSheet]:
    """Convert into a temporary folder, put the files into the bucket, and load what waits there.

    The stand-ins are started where the settings name no bucket and no Redshift of the user's own. Raises
    ClickException with a sentence.
    """
    import tempfile
    from pathlib import Path

    from amzn_review.cli.redshift_warehouse import redshift_session
    from amzn_review.documents_layout import DocumentsLayout
    from amzn_review.redshift.document_loader import BucketDocumentLoader
    from amzn_review.redshift.migrations import migrate
    from amzn_review.redshift.staged_kind import Staging
    from amzn_review.uploader.document_upload import upload_converted
    from services.buckets import site_bucket

    with reporting_errors(settings.data_dir):
        bucket, session = site_bucket(settings), redshift_session(settings)
        role = settings.redshift.iam_role_arn
        if not role:
            raise click.ClickException(
                "AWS_IAM_ROLE_ARN is not set: `amzn-review iam role create --update-airflow` makes the role "
                "by which Redshift reads the bucket."
            )
        with tempfile.TemporaryDirectory(prefix="documents-") as folder:
            layout = DocumentsLayout(Path(folder))
            converted = convert(layout)
            _start(settings)
            migrate(session, lambda sentence: click.echo(sentence, err=True))
            upload_converted(bucket, layout, [it.key for it in converted])
        loader = BucketDocumentLoader(
            Staging(session, bucket, role),
            run_id_of("documents-command"),
            LoadLimits(**asdict(settings.load)),
        )
        return list(loader.run())


def _start(settings: Settings) -> None:
    """Bring up the stand-ins of what the settings do not name."""
    from services.airflow.airflow_parts import bring_up_databases
    from services.aws.redshift_server import start_redshift_stand_in
    from services.aws.s3_server import start_s3

    start_s3(settings)
    if settings.redshift_named.is_embedded:
        bring_up_databases(settings)
        start_redshift_stand_in(settings)
