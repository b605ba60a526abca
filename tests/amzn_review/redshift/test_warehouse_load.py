"""A packed batch into Redshift: COPY, the transaction that loads, the ledger.

On the stand-in, which cannot prove how Redshift itself isolates transactions, when sys_load_error_detail
shows what COPY refused, or how it numbers weeks: `make test-aws` runs the DAG's tests on a cluster.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from amzn_review.balance_sheet import BalanceSheet, UnbalancedBatchError
from amzn_review.batch.batch_error import TooManyBadError
from amzn_review.load_limits import LoadLimits
from amzn_review.redshift.redshift_error import RedshiftError
from amzn_review.redshift.session import RedshiftSession
from amzn_review.redshift.staged_kind import StagedKind, Staging
from amzn_review.redshift.warehouse_load import WarehouseLoad
from amzn_review.s3.copy_parts import COPY_KINDS
from storage.bucket import Bucket
from tests.amzn_review.redshift.packed_by_hand import KEY, pack_by_hand, product, rejection, review
from tests.aws_account import IS_REAL
from tests.free_port import free_port
from tests.redshift_site import RedshiftSite

BATCH = "20260117T101500123-1f2e3d4c"
LATER = "20260118T101500123-5a6b7c8d"
MOMENT = datetime(2016, 9, 1, 0, 0, 0, 123_000)
TEXT = 'Bright\tand \\ "warm".\nÄ, 灯'
pytestmark = pytest.mark.aws
needs_stand_in = pytest.mark.skipif(IS_REAL, reason="a port of a cluster's host is silent where ours refuses")
TABLES = ("reviews", "users", "products", "time", "quarantined_records", "held_files", "ingest_batches")


def load(staging: Staging, batch_id: str = BATCH, run_id: str = "a-run", **limits: int) -> BalanceSheet:
    """Stage all kinds, and load."""
    for kind in COPY_KINDS:
        staging.stage(batch_id, kind)
    return loader(staging, run_id, **limits).run(batch_id)


def loader(staging: Staging, run_id: str = "a-run", **limits: int) -> WarehouseLoad:
    return WarehouseLoad(staging.session, staging.bucket, run_id, LoadLimits(**limits))


def everything(site: RedshiftSite) -> list[list[tuple[Any, ...]]]:
    """Whole tables."""
    return [sorted(site.run(f"select * from {name}"), key=repr) for name in TABLES]


def staged_rows(site: RedshiftSite) -> int:
    return sum(
        site.run(f"select count(*) from staging_{name}")[0][0]
        for name in ("reviews", "product_metadata", "climate", "stations", "rejections")
    )


def test_whole_rows(staging: Staging, bucket: Bucket, redshift_site: RedshiftSite) -> None:
    again = {**review(1), "line_number": 2}
    plain = review(
        3, asin="B00CHAIR02", variant_asin="B00CHAIR03", reviewer_name=None, review_text=None, verified=None,
        style=None, image=None, vote=0, rating=1, review_time="2017-01-01 00:00:00.000",
    )  # fmt: skip
    pack_by_hand(
        bucket, BATCH,
        {"reviews": [review(1), again, plain], "products": [product(1)], "rejections": [rejection(KEY, 4)]},
    )  # fmt: skip

    sheet = load(staging)
    assert sheet == BalanceSheet(BATCH, "a-run", 2, 5, 3, 2, 1, 1, 1, 1)
    assert redshift_site.run(
        "select review_key, reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified, "
        "style, image, review_time, batch_id, source_key, line_number from reviews order by line_number"
    ) == [
        (
            review(1)["review_key"], "A1LAMPLOVER", "B00LAMP001", None, 5, TEXT, "", 1234, True,
            {"Color:": " Blue"}, ["https://images.example/1.jpg"], MOMENT, BATCH, KEY, 1,
        ),
        (
            plain["review_key"], "A1LAMPLOVER", "B00CHAIR02", "B00CHAIR03", 1, None, "", 0, None, None, None,
            datetime(2017, 1, 1), BATCH, KEY, 3,
        ),
    ]  # fmt: skip
    assert redshift_site.run("select * from users") == [("A1LAMPLOVER", "Ada", None, None, None)]
    assert redshift_site.run("select * from products order by asin") == [
        ("B00CHAIR02", None, [], None, None, None, "lamps", [], [], True, False),
        (
            "B00LAMP001", "Lamp", ["bright"], "A lamp.", Decimal("24.50"), "Lux", "Home", [], ["B00LAMP002"],
            False, False,
        ),
    ]  # fmt: skip
    # A Sunday: day 7, and by ISO 8601 of the year before.
    assert redshift_site.run("select * from time order by 1") == [
        (MOMENT, 2016, 9, 1, 4, 35, 245),
        (datetime(2017, 1, 1), 2017, 1, 1, 7, 52, 1),
    ]
    assert redshift_site.run("select * from held_files") == [(BATCH, "reviews/lamps/later.json.gz")]
    ((number, *quarantined, at, replayed, dismissed),) = redshift_site.run(
        "select * from quarantined_records"
    )
    assert quarantined == [BATCH, KEY, 4, "out-of-range", "overall", "6.0", "1 to 5", False]
    assert (number, replayed, dismissed) == (1, None, None)
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=5)
    assert staged_rows(redshift_site) == 0


def test_a_batch_is_loaded_once_however_often(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    pack_by_hand(bucket, BATCH, {"reviews": [review(1)], "products": [product(1)]})
    sheet = load(staging)
    before = everything(redshift_site)
    assert load(staging, run_id="another-run") == sheet
    assert loader(staging).run(BATCH) == sheet
    assert everything(redshift_site) == before
    assert staged_rows(redshift_site) == 0


def test_a_later_batch_brings_what_is_new_and_counts_the_rest(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    first = review(1, reviewer_name=None)
    pack_by_hand(bucket, BATCH, {"reviews": [first]})
    load(staging)
    new = review(2, reviewer_name="Ada L.", review_time="2018-01-01 00:00:00.000")
    older = review(3, reviewer_name="A.", review_time="2015-01-01 00:00:00.000")
    pack_by_hand(bucket, LATER, {"reviews": [first, new, older], "products": [product(1)]})
    assert load(staging, LATER) == BalanceSheet(LATER, "a-run", 1, 4, 3, 2, 1, 0, 1, 1)
    assert redshift_site.run("select name from users") == [("Ada L.",)]
    assert redshift_site.run("select asin, product_name, is_placeholder from products") == [
        ("B00LAMP001", "Lamp", False)
    ]
    assert redshift_site.run("select batch_id, line_number from reviews order by line_number") == [
        (BATCH, 1), (LATER, 2), (LATER, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arriving", "kept"),
    [
        (("lamps", "later"), "later"),
        (("lamps", "faker-lamps"), "lamps"),
        (("faker-lamps", "lamps"), "lamps"),
        (("faker-lamps", "faker-later"), "faker-later"),
    ],
)
def test_made_up_metadata_never_take_the_place_of_real_ones(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite, arriving: tuple[str, str], kept: str
) -> None:
    for batch_id, name in zip((BATCH, LATER), arriving, strict=True):
        row = product(1, source_key=f"metadata/products/{name}.json.gz", product_name=name)
        pack_by_hand(bucket, batch_id, {"products": [row]})
        load(staging, batch_id)
    assert redshift_site.run("select product_name, is_made_up from products") == [
        (kept, kept.startswith("faker-"))
    ]


def test_rows_that_copy_refuses_are_set_aside_with_file_and_line(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    too_long = "灯" * 21_846  # 65,538 bytes
    just_so = "x" * 65_535
    rows = [review(1), review(2, review_text=too_long), review(3, review_text=just_so)]
    pack_by_hand(bucket, BATCH, {"reviews": rows})
    sheet = load(staging)
    assert sheet == BalanceSheet(BATCH, "a-run", 1, 4, 2, 2, 0, 1, 1, 0)
    ((found, expected, *rest),) = redshift_site.run(
        "select found, expected, batch_id, source_key, line_number, reason, field, is_whole_file "
        "from quarantined_records"
    )
    assert rest == [BATCH, KEY, 2, "warehouse-refused", "review_text", False]
    assert found.startswith("65,538 bytes: 灯灯")
    assert expected.startswith("what Redshift's varchar(65535) takes: ")
    assert StagedKind.read(bucket, BATCH, "reviews").rows == 2
    # A second attempt of the task finds the errors of its own session only.
    assert load(staging) == sheet


def test_too_many_refused_rows_stop_the_batch(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    rows = [review(number, review_text="灯" * 22_000) for number in (1, 2, 3)]
    pack_by_hand(bucket, BATCH, {"reviews": [review(4), *rows]})
    with pytest.raises(TooManyBadError, match=r"3 of the 5 records .*: review_text has 66,000"):
        load(staging, bad_from=3)
    assert everything(redshift_site) == [[]] * len(TABLES)
    assert loader(staging, bad_from=4).run(BATCH).quarantined == 3


def test_a_row_that_is_lost_on_the_way_undoes_all(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    pack_by_hand(bucket, BATCH, {"reviews": [review(1), review(2, vote=2)], "products": [product(1)]})
    for kind in COPY_KINDS:
        staging.stage(BATCH, kind)
    redshift_site.run("delete from staging_reviews where line_number = 2")
    with pytest.raises(UnbalancedBatchError, match="2 rows of reviews were read, but 1 are staged and 0 ref"):
        loader(staging).run(BATCH)
    assert everything(redshift_site) == [[]] * len(TABLES)
    staging.stage(BATCH, "reviews")
    assert loader(staging).run(BATCH).loaded == 2


def test_a_set_aside_record_that_is_lost_undoes_all(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    swallow = (
        "create function swallow() returns trigger language plpgsql as $$ begin return null; end $$; "
        "create trigger swallow before insert on quarantined_records for each row execute function swallow()"
    )
    with redshift_site.postgres.connect(autocommit=True) as connection:
        connection.execute(swallow)
    pack_by_hand(bucket, BATCH, {"reviews": [review(1)], "rejections": [rejection(KEY, 2)]})
    with pytest.raises(UnbalancedBatchError, match="1 records are to be set aside, but 0 are in quarantined"):
        load(staging)
    assert everything(redshift_site) == [[]] * len(TABLES)


SCRIPT = """
import json, sys
from amzn_review.redshift.session import RedshiftAddress, RedshiftSession
from amzn_review.redshift.warehouse_load import WarehouseLoad
from storage.address import BucketAddress
from storage.bucket import Bucket
from workflow.sql_paths import REDSHIFT
given = json.load(sys.stdin)
session = RedshiftSession(RedshiftAddress(**given["redshift"]), REDSHIFT)
WarehouseLoad(session, Bucket(BucketAddress(**given["bucket"])), "a-run").run(given["batch_id"])
"""


@contextmanager
def load_in_a_process(staging: Staging) -> Iterator[None]:
    """The load in a process of its own, killed at the block's end."""
    given = {
        "redshift": asdict(staging.session.address),
        "bucket": asdict(staging.bucket.address),
        "batch_id": BATCH,
    }
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, text=True)
    try:
        assert process.stdin
        process.stdin.write(json.dumps(given))
        process.stdin.close()
        yield
    finally:
        process.kill()
        assert process.wait() == -signal.SIGKILL


def test_a_load_that_is_killed_before_its_commit_leaves_nothing(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    pack_by_hand(bucket, BATCH, {"reviews": [review(1)], "products": [product(1)]})
    for kind in COPY_KINDS:
        staging.stage(BATCH, kind)
    # The load waits for the ledger in the middle of its transaction, after the facts.
    with redshift_site.postgres.connect() as other:
        other.execute("lock table held_files, ingest_batches in share mode")
        with load_in_a_process(staging):
            wait_until(lambda: waiting_for_locks(redshift_site) == 1)
    assert everything(redshift_site) == [[]] * len(TABLES)
    assert loader(staging).run(BATCH).loaded == 1
    assert redshift_site.run("select count(*) from reviews") == [(1,)]


def test_a_load_that_is_killed_after_its_commit_is_found_done(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    pack_by_hand(bucket, BATCH, {"reviews": [review(1)]})
    for kind in COPY_KINDS:
        staging.stage(BATCH, kind)
    # The load waits after its commit, where it empties the staging tables.
    with redshift_site.postgres.connect() as other:
        other.execute("lock table staging_climate in share mode")
        with load_in_a_process(staging):
            wait_until(lambda: waiting_for_locks(redshift_site) == 1)
    before = everything(redshift_site)
    assert len(before[0]) == 1
    assert loader(staging, "another-run").run(BATCH).run_id == "a-run"
    assert everything(redshift_site) == before
    assert staged_rows(redshift_site) == 0


def test_two_loads_at_once_go_one_after_another(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    same = [review(1), review(2, vote=2)]
    for batch_id in (BATCH, LATER):
        pack_by_hand(bucket, batch_id, {"reviews": same, "products": [product(1)]})
        for kind in COPY_KINDS:
            staging.stage(batch_id, kind)
    sheets: list[BalanceSheet] = []
    with redshift_site.postgres.connect() as other:
        other.execute("lock table ingest_batches in share mode")
        threads = [
            threading.Thread(target=lambda batch=batch: sheets.append(loader(staging).run(batch)))
            for batch in (BATCH, LATER, BATCH)
        ]
        for thread in threads:
            thread.start()
        wait_until(lambda: waiting_for_locks(redshift_site) == 3)
    for thread in threads:
        thread.join(60)
    assert len(sheets) == 3
    assert {(it.loaded, it.duplicate) for it in sheets} == {(0, 2), (2, 0)}
    assert redshift_site.run("select count(*), count(distinct review_key) from reviews") == [(2, 2)]
    assert redshift_site.run("select count(*) from ingest_batches") == [(2,)]


def waiting_for_locks(site: RedshiftSite) -> int:
    """How many statements wait for a table."""
    with site.postgres.connect() as connection:
        row = connection.execute(
            "select count(*) from pg_locks where not granted and database = "
            "(select oid from pg_database where datname = current_database())"
        ).fetchone()
    return int(row[0]) if row else 0


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end, "waited for 30 s in vain"
        time.sleep(0.02)


@needs_stand_in
def test_no_answer_is_a_sentence_that_names_a_paused_cluster(session: RedshiftSession) -> None:
    nobody = replace(session, address=replace(session.address, port=free_port()))
    with pytest.raises(RedshiftError, match=r"does not answer at .*refused.*paused.*resume") as caught:
        nobody.run_file("load/find_batch.sql", {"batch_id": BATCH})
    assert caught.value.is_passing


def test_a_wrong_password_is_a_sentence_without_it(session: RedshiftSession) -> None:
    wrong = replace(session, address=replace(session.address, password="a-wrong-password"))
    with pytest.raises(RedshiftError, match=r"Check AWS_REDSHIFT_USER and AWS_REDSHIFT_PASSWORD") as caught:
        wrong.run_file("load/find_batch.sql", {"batch_id": BATCH})
    assert "a-wrong-password" not in str(caught.value)
    assert "a-wrong-password" not in repr(wrong)
    assert not caught.value.is_passing


def test_missing_tables_are_a_sentence_that_names_the_command(
    session: RedshiftSession, redshift_site: RedshiftSite
) -> None:
    redshift_site.run("drop table held_files")
    with pytest.raises(RedshiftError, match=r"held_files.*`amzn-review db init`") as caught:
        session.run_file("load/held_keys.sql", {"batch_id": BATCH})
    assert not caught.value.is_passing


def test_no_permission_is_a_sentence(session: RedshiftSession, redshift_site: RedshiftSite) -> None:
    with redshift_site.postgres.connect(autocommit=True) as connection:
        connection.execute("drop role if exists reader")
        connection.execute("create role reader login password 'of-the-reader'")
    reader = replace(session, address=replace(session.address, user="reader", password="of-the-reader"))
    with pytest.raises(RedshiftError, match=r"permission denied for .*Ask the owner to grant it") as caught:
        reader.run_file("load/find_batch.sql", {"batch_id": BATCH})
    assert not caught.value.is_passing


def test_an_object_replaced_after_the_manifest_is_a_sentence(
    staging: Staging, bucket: Bucket, redshift_site: RedshiftSite
) -> None:
    pack_by_hand(bucket, BATCH, {"reviews": [review(1)]})
    (part,) = (it for it in bucket.list(f"copy/{BATCH}/reviews/") if it.key.endswith("part-00000.json.gz"))
    bucket.put(part.key, b"other bytes")
    with pytest.raises(RedshiftError, match=r"part-00000\.json\.gz"):
        staging.stage(BATCH, "reviews")
    bucket.delete_many([part.key])
    with pytest.raises(RedshiftError, match=r"part-00000\.json\.gz"):
        staging.stage(BATCH, "reviews")
    assert staged_rows(redshift_site) == 0
