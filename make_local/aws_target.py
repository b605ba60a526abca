"""The main job on a bucket and Redshift, real ones or this machine's stand-ins."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.cli.redshift_warehouse import redshift_session
from amzn_review.climate.climate_sheet import ClimateSheet, summed
from amzn_review.data_layout import DataLayout
from amzn_review.redshift.migrations import migrate
from amzn_review.s3.bucket_arrivals import BucketArrivals
from amzn_review.s3.frozen_batch import open_batches
from amzn_review.uploader.bucket_destination import BucketUploader
from console.progress_bar import count_bar
from console.steps import Steps
from make_local.target import LoadedReviews
from services.aws.redshift_server import start_redshift_stand_in
from services.aws.s3_server import start_s3
from services.buckets import site_bucket
from settings import Settings
from storage.folder_lock import FolderBusyError

PACKED = 1_000
_REVIEWS = ("uploaded/", "manifests/", "raw/", "quarantine/")


@dataclass(frozen=True)
class AwsTarget:
    """Reviews arrive below uploaded/ in the bucket and are loaded into Redshift."""

    settings: Settings
    dag_id: str = "amzn_review_etl_aws"

    @property
    def lines(self) -> Sequence[tuple[str, str]]:
        """Where the bucket and the warehouse are, and how to ask it."""
        s3, redshift = self.settings.s3, self.settings.redshift
        objects = f", its objects are files in {self.settings.state_dir / 's3' / s3.bucket}"
        place = f"s3://{s3.bucket}" + (objects if s3.is_embedded else f" in {s3.region}")
        kind = "Redshift stand-in" if redshift.is_embedded else "Redshift"
        at = f"{kind} {redshift.host}:{redshift.port}, database {redshift.database}, user {redshift.user}"
        ask = "STORAGE=s3 amzn-review db shell opens psql in it"
        return (("Bucket", place), ("Warehouse", at), ("", ask))

    def start(self, steps: Steps) -> None:
        """Bring up the stand-ins for what is not named, and create the tables, or migrate them."""
        if self.settings.s3_named.is_embedded:
            with steps.step("s3", "S3 stand-in"):
                start_s3(self.settings)
        if self.settings.redshift_named.is_embedded:
            with steps.step("redshift", "Redshift stand-in"):
                start_redshift_stand_in(self.settings)
        with steps.step("tables", "The warehouse's tables"):
            migrate(redshift_session(self.settings), lambda sentence: steps.console.print(f"    {sentence}"))

    def upload(
        self, categories: Sequence[str], steps: Steps, left_out: Mapping[str, Container[str]] | None = None
    ) -> None:
        """Put reviews into the bucket, many an object; beside a stream that is at work, none."""
        title = f"Reviews arrive in s3://{self.settings.s3_named.bucket}, {PACKED:,} an object"
        with steps.step("upload", title), count_bar("Uploading") as progress:
            try:
                BucketUploader(
                    DataLayout(self.settings.data_dir),
                    site_bucket(self.settings),
                    categories=tuple(categories),
                    batch=PACKED,
                    left_out=left_out or {},
                ).run(progress)
            except FolderBusyError:
                steps.console.print("    A stream is at work; this run takes what has arrived.")

    def loaded(self) -> LoadedReviews:
        """Asked of Redshift."""
        return LoadedReviews(*redshift_session(self.settings).run_file("summary/loaded_reviews.sql")[0])

    def waiting(self) -> str | None:
        """The first object that the pipeline or its uploader has put into the bucket."""
        bucket = site_bucket(self.settings)
        key = next((found.key for prefix in _REVIEWS for found in bucket.list(prefix)), None)
        return f"{bucket.address.url(key)} is there" if key else None

    def needs_run(self) -> bool:
        """Only if something waits: a run without would wait for it."""
        return self.files_wait() or bool(open_batches(site_bucket(self.settings)))

    def files_wait(self) -> bool:
        """Whether there is an object that a batch would take."""
        return any(True for _ in BucketArrivals(site_bucket(self.settings)))

    def finished_batches(self) -> list[str]:
        """The batches of the ledger without an open manifest."""
        unfinished = set(open_batches(site_bucket(self.settings)))
        return [sheet.batch_id for sheet in self.batches_but([]) if sheet.batch_id not in unfinished]

    def batches_but(self, known: Sequence[str]) -> list[BalanceSheet]:
        """Read from Redshift."""
        rows = redshift_session(self.settings).run_file("ledger/batches.sql")
        sheets = [BalanceSheet(*row[:-1]) for row in rows]
        return sorted((sheet for sheet in sheets if sheet.batch_id not in known), key=lambda it: it.batch_id)

    def climate_lines(self, known: Sequence[str]) -> list[str]:
        """The sums of these batches, read from Redshift."""
        rows = redshift_session(self.settings).run_file("climate/batches.sql", {"batch_id": None})
        sheets = [ClimateSheet(*row) for row in rows]
        return [sheet.equation() for sheet in summed([it for it in sheets if it.batch_id not in known])]

    def notes(self, batches: Sequence[BalanceSheet]) -> list[str]:
        """Of what was set aside or held."""
        lines = []
        if any(sheet.quarantined for sheet in batches):
            lines.append(
                "quarantined: no reviews, set aside below quarantine/ of the bucket; "
                "table quarantined_records says why"
            )
        if any(sheet.held for sheet in batches):
            lines.append(
                "held: changed or gone since the batch was listed, left for the next run; "
                "table held_files names them"
            )
        arrivals = BucketArrivals(site_bucket(self.settings))
        waiting = sum(1 for _ in arrivals)
        if waiting:
            lines.append(f"{waiting:,} objects wait below uploaded/ for the next run")
        if arrivals.left_alone:
            lines.append(
                f"{arrivals.left_alone:,} objects below uploaded/ are of no source and were left alone, "
                f"such as {arrivals.strays[0]}"
            )
        return lines
