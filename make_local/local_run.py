"""The main job on one machine: services up, reviews in, the DAG run to its end, a summary."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from amzn_review.corpus.demo import LOCAL_DEMO
from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.corpus.demo_vocabulary import CATEGORIES
from amzn_review.corpus.product_delivery import bring_products
from amzn_review.corpus.split import load_data
from amzn_review.data_layout import DataLayout, category_of, validate_category
from console.progress_bar import byte_bar, count_bar
from console.steps import Steps
from make_local.aws_target import AwsTarget
from make_local.demo_choice import DemoChoice
from make_local.local_summary import LocalSummary
from make_local.local_target import LocalTarget
from make_local.pipeline_run import run_pipeline
from make_local.rating_summary import RatingSummary
from make_local.target import LoadTarget
from services.airflow.airflow_api import AirflowApi
from services.airflow.airflow_environment import ADMIN_USER
from services.airflow.airflow_parts import (
    bring_up_databases,
    migrate_metadata,
    require_alive,
    start_airflow,
    stop_outdated_parts,
)
from services.airflow.celery_worker import revive_workers, start_worker
from services.buckets import bucket_named
from services.queue.queue_addresses import start_broker
from services.service_error import ServiceError
from settings import Settings
from storage.folder_lock import only_process
from text_models.versions.model_store import open_model_store

ML_QUEUE = "ml_queue"
FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class LocalRun:
    """One call of `make local`: which files to bring in (none: what lies in DATA_DIR, or a demo corpus).

    `demo`: a demo corpus is wanted, whatever is there.
    """

    settings: Settings
    reviews: Sequence[Path] = ()
    products: Sequence[Path] = ()
    demo: bool = False

    def run(self, steps: Steps) -> LocalSummary:
        """Do the whole job. A second call with no new files changes no row.

        Raises ServiceError, ValueError or OSError with a sentence; what was loaded until then stays.
        """
        for file in (*self.reviews, *self.products):
            if not file.is_file():
                raise ValueError(
                    f"{file} is not a file; expected JSON lines such as All_Beauty_5.json.gz. "
                    "A name with spaces goes in quotes of its own: REVIEWS=\"'my file.json.gz'\"."
                )
        for file in self.reviews:
            validate_category(category_of(file))
        self._require_disk()
        lock = self.settings.state_dir / "local-run.lock"
        with only_process(lock, "make local", self.settings.project_root):
            before = self.start_services(steps)
            self._bring_reviews(steps)
            with self._airflow() as api:
                seconds = run_pipeline(api, self._target, steps, lambda: self._keep_alive(steps))
            return self._summary(before, {**steps.seconds, **seconds})

    def start_services(self, steps: Steps) -> list[str]:
        """Bring up PostgreSQL with the warehouse's tables, Airflow's parts, and the models' queue if chosen.

        Returns the batches that were finished before a scheduler started here could add one.
        """
        with steps.step("outdated", "Airflow's parts that run with other settings or packages"):
            stop_outdated_parts(self.settings)
        with steps.step("postgres", "PostgreSQL"):
            bring_up_databases(self.settings)
        self._target.start(steps)
        with steps.step("metadata", "Airflow's database"):
            migrate_metadata(self.settings)
        before = self._target.finished_batches()
        if self.settings.executor == "celery" or self.settings.stream.kind == "redis":
            with steps.step("broker", "Valkey"):
                start_broker(self.settings)
        with steps.step("airflow", "Airflow"):
            start_airflow(self.settings)
        if self.settings.executor == "celery":
            self._start_worker(steps)
        return before

    def _start_worker(self, steps: Steps) -> None:
        """A worker that does not come up holds no loading up: the run itself says that none is there."""
        try:
            with steps.step("worker", f"Worker of {ML_QUEUE}"):
                start_worker(self.settings, ML_QUEUE)
        except ServiceError as error:
            steps.console.print(f"    {error}", soft_wrap=True)

    def _keep_alive(self, steps: Steps) -> None:
        """Raise when a part of Airflow is gone; a worker that is gone is started again, once it is seen.

        Its task is found dead by its heartbeat and tried again: so often the task's retries bound this.
        """
        require_alive(self.settings)
        for name in revive_workers(self.settings):
            steps.console.print(f"    {name} had ended and was started again", soft_wrap=True)

    def _rating(self) -> RatingSummary | None:
        """The newest model, wherever its versions lie."""
        with open_model_store(
            "rating", self.settings.rating.storage, partial(bucket_named, self.settings), with_newest=True
        ) as models:
            return RatingSummary.read(models)

    def _summary(self, before: Sequence[str], seconds: dict[str, float]) -> LocalSummary:
        """All batches that are in the ledger now and were not finished `before`, and the newest model."""
        batches = self._target.batches_but(before)
        on_folders = self.settings.storage == "folder"
        return LocalSummary(
            batches=batches,
            notes=[*self._target.notes(batches), *self._target.loaded().notes()],
            climate=self._target.climate_lines(before),
            seconds=seconds,
            rating=self._rating() if on_folders else None,
            no_rating=(
                "none yet: too few reviews with a text to train and to hold out"
                if on_folders
                else "none is trained here; AWS_TRAINING=yes exports the new reviews for it"
            ),
            lines=self._target.lines,
            ui=self.settings.ui_url,
            admin_password=self.settings.secrets().airflow_admin_password,
        )

    @property
    def _target(self) -> LoadTarget:
        return AwsTarget(self.settings) if self.settings.storage == "s3" else LocalTarget(self.settings)

    @property
    def _layout(self) -> DataLayout:
        return DataLayout(self.settings.data_dir)

    def _require_disk(self) -> None:
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        for folder in (self.settings.data_dir, self.settings.project_root):
            free = shutil.disk_usage(folder).free
            if free < FREE_BYTES:
                raise ServiceError(
                    f"The disk under {folder} has {free / 1e9:.1f} GB free; expected at least "
                    f"{FREE_BYTES / 1e9:.0f} GB. Free some space, then run `make local` again."
                )

    def _bring_reviews(self, steps: Steps) -> None:
        categories: tuple[str, ...] = self.settings.data_categories
        if self.reviews:
            with steps.step("split", f"One file a review: {', '.join(file.name for file in self.reviews)}"):
                for file in self.reviews:
                    with byte_bar(f"Splitting {file.name}") as progress:
                        load_data(file, category_of(file), self.settings.data_dir, progress)
            categories = tuple(dict.fromkeys(category_of(file) for file in self.reviews))
        demo = DemoChoice(self._layout, self._target, is_asked=self.demo)
        if self.demo or (not self.reviews and demo.is_wanted(steps)):
            with steps.step("demo", "Making a demo corpus up"), count_bar("Making reviews up") as progress:
                make_demo_corpus(self._layout, LOCAL_DEMO.seed, LOCAL_DEMO.reviews, progress)
            categories = (*categories, *CATEGORIES) if categories else ()
        for file in self.products:
            with steps.step("products", f"Product metadata: {file.name}"):
                bring_products(file, self._layout)
        if categories or self._layout.categories():
            self._target.upload(categories, steps, demo.left_out(steps))

    @contextmanager
    def _airflow(self) -> Iterator[AirflowApi]:
        with AirflowApi(self.settings.ui_url) as api:
            api.log_in(ADMIN_USER, self.settings.secrets().airflow_admin_password)
            deadline = time.monotonic() + 120
            while not api.has_dag(self._target.dag_id):
                if errors := api.import_errors():
                    raise ServiceError(f"Airflow cannot read a DAG file: {'; '.join(errors)}")
                if time.monotonic() > deadline:
                    raise ServiceError(
                        f"Airflow has not read DAG {self._target.dag_id} after 120 s. "
                        "See .local/logs/airflow-dag-processor.log."
                    )
                time.sleep(0.5)
            yield api
