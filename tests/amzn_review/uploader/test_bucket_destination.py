"""The stream into a real S3 server: each review in exactly one object, whatever happens."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.uploader.bucket_destination import BucketUploader
from amzn_review.uploader.journal_place import journal_place
from amzn_review.uploader.review_stream import UploadReport
from storage.address import BucketAddress
from storage.bucket import Bucket
from storage.folder_lock import FolderBusyError, only_process
from storage.s3_error import S3Error
from tests.s3_fault_proxy import FaultProxy

pytestmark = pytest.mark.aws
PROJECT_ROOT = Path(__file__).resolve().parents[3]


def corpus(root: Path, **counts: int) -> DataLayout:
    """Files of one line each: their own name; every third line without an end, as a file's last may be."""
    layout = DataLayout(root)
    for category, count in counts.items():
        layout.review_folder(category).mkdir(parents=True)
        for number in range(count):
            name = f"{category}-{number:05d}.json.gz"
            text = json.dumps({"name": name}) + ("" if number % 3 else "\n")
            (layout.review_folder(category) / name).write_bytes(gzip.compress(text.encode()))
    return layout


def names(category: str, count: int) -> list[str]:
    return [f"{category}-{number:05d}.json.gz" for number in range(count)]


def reviews_in(bucket: Bucket, prefix: str = "uploaded/reviews/") -> Counter[str]:
    """How often each review is in the bucket."""
    found: Counter[str] = Counter()
    for stored, content in bucket.get_many(bucket.list(prefix)):
        assert isinstance(content, bytes)
        lines = gzip.decompress(content).splitlines()
        found.update(json.loads(line)["name"] for line in lines)
        assert stored.key.split("/")[2] in {name.rpartition("-")[0] for name in found}
    return found


def take(bucket: Bucket, batch_id: str) -> Counter[str]:
    """What the pipeline does: list what is there, load it, delete it. Returns what it loaded."""
    objects = list(bucket.list("uploaded/reviews/"))
    loaded = reviews_in(bucket)
    listed = [{"key": it.key.removeprefix("uploaded/"), "size": it.size, "etag": it.etag} for it in objects]
    bucket.put(f"manifests/done/{batch_id}.jsonl", "".join(json.dumps(it) + "\n" for it in listed).encode())
    bucket.delete_many(it.key for it in objects)
    return loaded


@pytest.fixture
def bucket(any_bucket: BucketAddress) -> Bucket:
    return Bucket(any_bucket)


@pytest.fixture
def stand_in(bucket_address: BucketAddress) -> Bucket:
    """Of the stand-in even where there is a real bucket: the proxy is before that one."""
    return Bucket(bucket_address)


def test_everything_arrives_once_and_unchanged(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=300, tools=20)
    assert BucketUploader(layout, bucket).run() == UploadReport(320, 0, {"lamps": 300, "tools": 20}, 0)
    stored = {found.key: content for found, content in bucket.get_many(bucket.list())}
    assert stored == {
        f"uploaded/reviews/{category}/{name}": (layout.review_folder(category) / name).read_bytes()
        for category, count in (("lamps", 300), ("tools", 20))
        for name in names(category, count)
    }
    assert BucketUploader(layout, bucket).run() == UploadReport(0, 0, {"lamps": 0, "tools": 0}, 0)


def test_nothing_returns_after_the_pipeline_took_it(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=30)
    BucketUploader(layout, bucket, limit=12).run()
    loaded = take(bucket, "first")
    assert BucketUploader(layout, bucket).run() == UploadReport(18, 0, {"lamps": 18}, 0)
    assert loaded + reviews_in(bucket) == Counter(names("lamps", 30))


def test_metadata_and_weather_go_first(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=3)
    waiting = {
        "metadata/products/meta.json.gz": "products",
        "metadata/climate/ghcnd-stations.txt": "stations",
        "climate/nyc.csv.gz": "days",
    }
    for name, content in {**waiting, "climate/notes.md": "no weather"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    assert BucketUploader(layout, bucket, limit=0).run() == UploadReport(0, 3, {"lamps": 0}, 1, 2)
    stored = {found.key: content for found, content in bucket.get_many(bucket.list())}
    assert stored == {f"uploaded/{name}": content.encode() for name, content in waiting.items()}
    assert BucketUploader(layout, bucket).run() == UploadReport(3, 0, {"lamps": 3}, 0)


def test_packs_are_the_same_in_every_run(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=25, tools=7)
    report = BucketUploader(layout, bucket, batch=10).run()
    assert report == UploadReport(32, 0, {"lamps": 25, "tools": 7}, 0)
    first = {found.key: found.etag for found in bucket.list()}
    assert sorted(key.split("/")[2] + key.split("/")[3][:11] for key in first) == [
        "lampspack-000005",
        "lampspack-000010",
        "lampspack-000010",
        "toolspack-000007",
    ]
    assert reviews_in(bucket) == Counter(names("lamps", 25) + names("tools", 7))
    bucket.delete_many(first)
    other = DataLayout(tmp_path)
    (journal_place(layout, bucket.address) / "reviews").rename(tmp_path / ".old")
    BucketUploader(other, bucket, batch=10).run()
    assert {found.key: found.etag for found in bucket.list()} == first


def test_a_piece_that_does_not_unpack_is_an_object_of_its_own(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=9)
    (layout.review_folder("lamps") / "torn.json.gz").write_bytes(gzip.compress(b'{"name": "x"}' * 99)[:40])
    (layout.review_folder("lamps") / "empty.json.gz").write_bytes(b"")
    BucketUploader(layout, bucket, batch=100).run()
    keys = sorted(found.key.rpartition("/")[2] for found in bucket.list())
    assert [key[:11] for key in keys] == ["empty.json.", "pack-000009", "torn.json.g"]
    bucket.delete_many(f"uploaded/reviews/lamps/{name}.json.gz" for name in ("torn", "empty"))
    assert reviews_in(bucket) == Counter(names("lamps", 9))


@pytest.mark.parametrize("batch", [1, 7])
def test_the_same_objects_through_faults(stand_in: Bucket, tmp_path: Path, batch: int) -> None:
    layout = corpus(tmp_path, lamps=400)
    with FaultProxy(str(stand_in.address.endpoint_url), share=0.1, seed=batch).serve() as proxy:
        report = BucketUploader(layout, Bucket(proxy.before(stand_in.address)), batch=batch).run()
    assert report == UploadReport(400, 0, {"lamps": 400}, 0)
    assert reviews_in(stand_in) == Counter(names("lamps", 400))
    assert proxy.injected.total() > 3


def test_a_refusal_ends_the_run_and_the_next_goes_on(stand_in: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=60)
    proxy = FaultProxy(str(stand_in.address.endpoint_url), ["ExpiredToken"])
    proxy.concerns = lambda *_: proxy.passed.total() >= 20  # from then on, every request
    with proxy.serve(), pytest.raises(S3Error, match="the credentials have expired"):
        BucketUploader(layout, Bucket(proxy.before(stand_in.address)), workers=4).run()
    some = reviews_in(stand_in)
    assert 0 < some.total() <= 20
    BucketUploader(layout, stand_in, batch=5).run()
    assert reviews_in(stand_in) == Counter(names("lamps", 60))


@pytest.mark.parametrize("is_taken", [False, True], ids=["still there", "taken by the pipeline"])
@pytest.mark.parametrize("batch", [1, 4])
def test_put_and_not_remembered(bucket: Bucket, tmp_path: Path, batch: int, is_taken: bool) -> None:
    layout = corpus(tmp_path, lamps=8)
    BucketUploader(layout, bucket, batch=batch).run()
    journal = journal_place(layout, bucket.address) / "reviews" / "lamps.log"
    loaded = take(bucket, "a-batch") if is_taken else Counter()
    assert sorted(journal.read_text().split()) == names("lamps", 8)
    journal.write_text(journal.read_text()[:30])  # killed before the rest was written: a torn second line
    begun = journal.with_suffix(".begun")
    assert len(begun.read_text().splitlines()) == 8 // batch
    BucketUploader(layout, bucket, batch=3).run()
    assert loaded + reviews_in(bucket) == Counter(names("lamps", 8))


@pytest.mark.parametrize("was_put", [True, False])
def test_begun_and_its_pieces_are_gone(bucket: Bucket, tmp_path: Path, was_put: bool) -> None:
    layout = corpus(tmp_path, lamps=4, tools=1)
    BucketUploader(layout, bucket, batch=4).run()
    [pack] = bucket.list("uploaded/reviews/lamps/")
    if not was_put:
        bucket.delete_many([pack.key])
    (journal_place(layout, bucket.address) / "reviews" / "lamps.log").write_text("")
    (layout.review_folder("lamps") / "lamps-00001.json.gz").unlink()
    BucketUploader(layout, bucket).run()
    left = [f"lamps-{number:05}.json.gz" for number in ((0, 1, 2, 3) if was_put else (0, 2, 3))]
    assert reviews_in(bucket) == Counter([*left, "tools-00000.json.gz"])


def test_two_uploaders_do_not_work_at_once(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=1)
    place = journal_place(layout, bucket.address)
    with only_process(place / "lock", "uploader", place), pytest.raises(FolderBusyError):
        BucketUploader(layout, bucket).run()


def test_a_stop_leaves_the_rest_for_the_next_run(bucket: Bucket, tmp_path: Path) -> None:
    layout = corpus(tmp_path, lamps=50)
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    report = BucketUploader(layout, bucket, rate=20, batch=4, stop=stop).run()
    assert report.dropped == reviews_in(bucket).total() == 50 - report.remaining
    assert report.dropped % 4 == 0
    assert BucketUploader(layout, bucket).run().dropped == report.remaining


def test_killed_at_any_moment_each_review_is_in_one_object(stand_in: Bucket, tmp_path: Path) -> None:
    corpus(tmp_path, lamps=600)
    chance = random.Random(3)
    loaded: Counter[str] = Counter()
    with FaultProxy(str(stand_in.address.endpoint_url), ["slow", "lost"], share=0.3, seed=3).serve() as proxy:
        for turn, batch in enumerate([1, 5, 2]):
            process = start(proxy.before(stand_in.address), tmp_path, "--batch", str(batch))
            before = sum(proxy.passed.values())
            while sum(proxy.passed.values()) < before + 40 and process.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
            process.wait()
            proxy.wait_until_idle()  # what the dead had asked for is done before the pipeline looks
            if turn != 1:
                loaded += take(stand_in, f"batch-{turn}")
        last = start(proxy.before(stand_in.address), tmp_path, "--json")
        output, errors = last.communicate(timeout=60)
        assert last.returncode == 0, errors
    assert json.loads(output)["remaining"] == 0
    assert loaded.total() > 30
    assert loaded + reviews_in(stand_in) == Counter(names("lamps", 600))


def start(address: BucketAddress, data_dir: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(sys.executable, "-c", "from amzn_review.cli import main; main(prog_name='amzn-review')"),
            *("uploader", "run", "--rate", "300", "--workers", "8", *options),
        ],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "DATA_DIR": str(data_dir),
            "AWS_S3_BUCKET": address.bucket,
            "AWS_REGION": address.region,
            "AWS_ENDPOINT_URL_S3": str(address.endpoint_url),
            "AWS_ACCESS_KEY_ID": str(address.access_key_id),
            "AWS_SECRET_ACCESS_KEY": str(address.secret_access_key),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
