"""Both measurements on a few files: the shape of their JSON, and what ends them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.tables import create_tables
from benchmarks import load, scale
from benchmarks.bench_error import BenchError
from benchmarks.contender import Contender, Course
from benchmarks.fill import fill
from benchmarks.review_files import ReviewFiles, product_id, reviewer_id
from benchmarks.workshop import SQL_DIR, Workshop, open_workshop
from services.postgres.postgres_server import PostgresServer
from tests.free_port import free_port

FILES = ReviewFiles(50, 50, 10)
NAMES = {
    "ours", "ours_with_archive", "floor", "floor_without_keys", "batched", "batched_staging_only",
    "one_by_one",
}  # fmt: skip


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A workshop beside what a killed benchmark left; at its end, its server and its folder are gone."""
    folder = tmp_path_factory.mktemp("bench")
    left = PostgresServer(folder / "run-1" / "postgres", free_port(), "secret")
    left.start()
    with open_workshop(folder) as opened:
        assert not left.is_running()
        assert not left.directory.exists()
        yield opened
        assert opened.server.is_running()
    assert not opened.server.is_running()
    assert [path.name for path in folder.iterdir()] == [".lock"]


@pytest.fixture
def course(workshop: Workshop) -> Iterator[Course]:
    """The conditions of BENCH=load, without the rows of the floor."""
    with workshop.fresh_folder("course") as folder, workshop.database("course") as address:
        with address.connect() as connection:
            create_tables(connection, SQL_DIR)
            run_sql(connection, load.CONTENDER_TABLES)
        yield Course(workshop, folder, address.database, dict(FILES.gzipped()))


def test_load_in_the_shape_that_is_promised(workshop: Workshop) -> None:
    result = load.measure(workshop, FILES, 1, load.OF_THIS_PROJECT)
    assert set(result) == {
        "machine", "files", "bytes", "rounds", "seconds", "seconds_all", "ratio_to_floor",
        "ratio_to_floor_without_keys", "times_batched", "times_batched_staging_only", "times_one_by_one",
        "archive_seconds", "floor_read_seconds", "floor_copy_seconds", "peak_mb",
    }  # fmt: skip
    assert (result["files"], result["rounds"]) == (50, 1)
    assert result["bytes"] == sum(len(content) for _, content in FILES.gzipped())
    for key in ("seconds", "seconds_all", "ratio_to_floor", "ratio_to_floor_without_keys"):
        assert set(result[key]) == NAMES
    assert set(result["machine"]) == {"cpu", "cores", "memory_gb", "system", "python", "postgres"}
    assert [path.name for path in workshop.folder.iterdir()] == ["postgres"]


def test_a_wrong_number_of_rows_ends_it(course: Course) -> None:
    elsewhere = Contender("one_by_one", "reviews")
    with pytest.raises(BenchError, match=r"^one_by_one: 0 rows in reviews; expected 50, one a file\."):
        course.run(elsewhere)


def test_what_a_contender_says_is_shown(course: Course) -> None:
    with pytest.raises(
        BenchError, match=r"(?s)^nobody failed.*No module named benchmarks\.contenders\.nobody"
    ):
        course.run(Contender("nobody", "reviews"))


def test_scale_in_the_shape_that_is_promised(workshop: Workshop) -> None:
    result = scale.measure(workshop, scale.Sizes(files=(60,), rows=(0, 500), batch=40, batches=1))
    assert set(result) == {"machine", "files", "into_rows", "peak_mb", "ratios"}
    assert list(result["files"]) == ["60"]
    assert list(result["into_rows"]) == ["0", "500"]


def test_a_filled_warehouse(workshop: Workshop) -> None:
    with workshop.database("filled_test") as address, address.connect(autocommit=True) as connection:
        create_tables(connection, SQL_DIR)
        fill(connection, 1_000)
        rows = connection.execute(
            "select count(*), count(distinct review_key), count(user_id), count(p.asin), count(datetime_ts)"
            " from reviews left join users on user_id = reviewer_id left join products p using (asin)"
            " left join time on datetime_ts = review_time"
        ).fetchall()
        users = {row[0] for row in connection.execute("select user_id from users")}
        products = {row[0] for row in connection.execute("select asin from products")}
    assert rows == [(1_000, 1_000, 1_000, 1_000, 1_000)]
    assert users == {reviewer_id(number) for number in range(400)}
    assert products == {product_id(number) for number in range(20)}


def _disk(free_bytes: int, inodes: int, free_inodes: int) -> os.statvfs_result:
    return os.statvfs_result(
        (1, 1, free_bytes, free_bytes, free_bytes, inodes, free_inodes, free_inodes, 0, 255)
    )


@pytest.mark.parametrize(
    ("disk", "found"),
    [
        (_disk(10**9, 10**7, 10**7), r"has 1\.0 GB free; expected 15 GB"),
        (_disk(10**11, 10**7, 1_000_000), r"has 1,000,000 free inodes; expected 1,100,000"),
    ],
)
def test_too_small_a_disk_is_named(disk: os.statvfs_result, found: str) -> None:
    with pytest.raises(BenchError, match=found):
        scale.require_room(scale.Sizes(), disk)


def test_a_disk_that_counts_no_inodes_is_large_enough() -> None:
    scale.require_room(scale.Sizes(), _disk(10**11, 0, 0))
