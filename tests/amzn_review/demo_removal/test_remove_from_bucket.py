"""What is made up beside what is real, in a bucket and the Redshift stand-in: left out, and removed.

The stand-in runs the statements on PostgreSQL: only a cluster proves that it takes them so.
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.corpus.demo import Demo
from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.data_layout import DataLayout
from amzn_review.demo_removal.removal_counts import RemovalCounts
from amzn_review.demo_removal.remove_demo import remove_from_bucket
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.migrations import migrate
from amzn_review.redshift.staged_kind import Staging
from amzn_review.redshift.tables import recreate_tables
from amzn_review.redshift.warehouse_load import WarehouseLoad
from amzn_review.report.read_figures import read_figures
from amzn_review.s3.batch_archive import archive
from amzn_review.s3.copy_parts import COPY_KINDS
from amzn_review.s3.frozen_batch import freeze
from amzn_review.s3.packing import pack
from amzn_review.uploader.bucket_destination import BucketUploader
from storage.bucket import Bucket
from tests.amzn_review.demo_removal.beside_real import VIEWS, content, contents, real_files
from tests.redshift_site import RedshiftSite
from tests.workflow.analytics_rows import STATION

DEMO = Demo(5, 90)


@dataclass(frozen=True)
class BucketSite:
    """A DATA_DIR, a bucket and a warehouse, and the steps of the DAG between them."""

    site: RedshiftSite
    layout: DataLayout
    bucket: Bucket

    def load_demo(self, batch: int = 25) -> None:
        """Objects of many reviews, whose names are not the demo's."""
        make_demo_corpus(self.layout, DEMO.seed, DEMO.reviews)
        BucketUploader(self.layout, self.bucket, batch=batch).run()
        self.load()

    def load_real(self) -> None:
        for key, file in real_files().items():
            self.bucket.put(f"uploaded/{key}", file)
        self.load()

    def load(self) -> None:
        """Freeze, pack, stage, load and archive what waits."""
        batch_id = freeze(self.bucket, datetime.now(UTC), LoadLimits())
        assert batch_id is not None
        pack(self.bucket, batch_id, LoadLimits())
        staging = Staging(self.site.session, self.bucket, self.site.role)
        for kind in COPY_KINDS:
            staging.stage(batch_id, kind)
        WarehouseLoad(self.site.session, self.bucket, "a-run").run(batch_id)
        archive(self.bucket, batch_id, [], [])

    def remove(self, *also: Demo) -> RemovalCounts:
        return remove_from_bucket(self.layout, self.bucket, self.site.session, also)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Asked behind the stand-in, which has no casts from its own types to text."""
        with self.site.postgres.connect() as connection:
            return connection.execute(query).fetchall()

    def shown(self) -> dict[str, Any]:
        """The rows of the views that Redshift has, and the figures of the report."""
        with self.site.session.transaction() as transaction:
            figures = asdict(read_figures(transaction.rows, STATION, is_asked=False))
        views = {view: content(self.rows, view) for view in VIEWS if view != "rating_disagreements"}
        with self.site.session.transaction() as transaction:
            batches = self.rows("select batch_id from ingest_batches order by 1")
            texts = [
                sorted(
                    row[1:] for row in transaction.rows("export/reviews_of_batch.sql", {"batch_id": batch})
                )
                for (batch,) in batches
            ]
        return {"figures": figures, **views, "exported": [rows for rows in texts if rows]}

    def originals(self) -> list[str]:
        """The keys below uploaded/ of what raw/ holds, packed or as it came."""
        found = []
        for item in self.bucket.list("raw/"):
            if item.key.endswith(".parquet"):
                table = pq.read_table(io.BytesIO(self.bucket.get(item.key)))
                found += table.column("key").to_pylist()
            else:
                found.append(item.key.split("/", 2)[2])
        return sorted(found)


@pytest.fixture
def beside(redshift_site: RedshiftSite, tmp_path: Path) -> BucketSite:
    """An empty bucket and an empty warehouse."""
    migrate(redshift_site.session, pytest.fail)
    return BucketSite(redshift_site, DataLayout(tmp_path / "data"), Bucket(redshift_site.bucket))


def training(review_id: int) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table({"review_id": [review_id], "text": ["t"], "rating": [1]}), written)
    return written.getvalue()


def test_shown_and_removed_as_if_real_reviews_alone_had_been_loaded(beside: BucketSite) -> None:
    site, bucket = beside, beside.bucket
    site.load_demo()
    loaded = site.rows("select count(*) from reviews")[0][0]
    assert site.shown()["figures"]["made_up"] == loaded > 80
    site.load_real()
    assert site.rows("select is_made_up, count(*) from reviews group by 1 order by 1") == [
        (False, 40),
        (True, loaded),
    ]
    shown = site.shown()
    ((made_up,),) = site.rows("select min(review_id) from reviews where is_made_up")
    ((real,),) = site.rows("select min(review_id) from reviews where not is_made_up")
    for batch, number in (("a", made_up), ("b", real)):
        bucket.put(f"training/{batch}/new-00000-of-00001.parquet", training(number))
        bucket.put(f"training/{batch}/manifest.json", b"{}")

    removed = site.remove()
    assert removed.records["raw/"] == 90 + 15
    assert removed.exports == 1
    assert {found.key for found in bucket.list("training/")} == {
        "training/b/manifest.json",
        "training/b/new-00000-of-00001.parquet",
    }
    assert site.originals() == sorted(real_files())
    assert list(bucket.list("uploaded/")) == []
    assert site.layout.categories() == ()
    assert site.rows("select loaded - removed from ingest_batches order by batch_id") == [(0,), (40,)]
    left = contents(site.rows)
    again = site.remove(DEMO)
    assert (sum(again.records.values()), again.exports, set(again.rows.values())) == (0, 0, {0})

    recreate_tables(site.site.session)
    bucket.delete_many([found.key for found in bucket.list()])
    site.load_real()
    assert site.shown() == shown
    alone = contents(site.rows)
    assert left.keys() == alone.keys()
    # The ledger keeps what was loaded once.
    for tables in (left, alone):
        del tables["ingest_batches"]
    assert left == alone
    assert len(alone["reviews"]) == 40


def test_what_waits_is_removed_and_comes_again_when_it_is_asked_for(beside: BucketSite) -> None:
    make_demo_corpus(beside.layout, DEMO.seed, DEMO.reviews)
    BucketUploader(beside.layout, beside.bucket, batch=25).run()
    removed = beside.remove()
    assert removed.records["uploaded/"] == 90 + 15
    assert list(beside.bucket.list()) == []
    beside.load_demo()
    assert beside.rows("select count(*) > 80, bool_and(is_made_up) from reviews") == [(True, True)]


def test_an_open_batch_is_finished_first(beside: BucketSite) -> None:
    make_demo_corpus(beside.layout, DEMO.seed, DEMO.reviews)
    BucketUploader(beside.layout, beside.bucket, batch=25).run()
    freeze(beside.bucket, datetime.now(UTC), LoadLimits())
    before = [found.key for found in beside.bucket.list()]
    with pytest.raises(BatchUnderWayError, match=r"let the next run of amzn_review_etl_aws do that"):
        beside.remove()
    assert [found.key for found in beside.bucket.list()] == before
    assert len(beside.layout.categories()) == 3
