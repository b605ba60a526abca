"""The DAG, run whole on real parts: files in, tables, archive, model and ledger out."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from amzn_review.batch.quarantine_names import quarantine_path
from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.data_layout import DataLayout
from amzn_review.load_limits import LoadLimits
from amzn_review.uploader.folder_destination import LocalUploader
from services.postgres.databases import DatabaseAddress
from settings import load_settings
from tests.amzn_review.archived import extract
from tests.amzn_review.migrations.earlier_warehouse import statements
from workflow.sql_paths import check_names

DAG_FILE = Path(__file__).resolve().parents[2] / "workflow" / "dags" / "amzn_review_etl_local.py"
HEAVY = (
    "tensorflow", "keras", "transformers", "sentencepiece", "sklearn", "boto3", "pyarrow", "faker", "mlflow",
    "celery", "matplotlib",
)  # fmt: skip
LAMP = {
    "overall": 5.0,
    "vote": "1,234",
    "verified": True,
    "reviewTime": "09 1, 2016",
    "reviewerID": "A1LAMPLOVER",
    "asin": "B00LAMP001",
    "style": {"Color:": " Blue"},
    "reviewerName": "Ada",
    "reviewText": "Bright and warm.",
    "summary": "A lamp",
    "unixReviewTime": 1472688000,
}
CHAIR = {
    "rating": 2.0,
    "title": "Wobbly",
    "text": "It fell over, 100 %.",
    "images": [],
    "asin": "B00CHAIR02",
    "parent_asin": "B00CHAIR00",
    "user_id": "U2CHAIRFALL",
    "timestamp": 1588687728923,
    "helpful_vote": 3,
    "verified_purchase": False,
}
CHAIR_METADATA = {
    "main_category": "Home",
    "title": "Chair",
    "features": ["It folds"],
    "description": ["A chair."],
    "price": 24.5,
    "store": "Sitwell",
    "categories": ["Home", "Chairs"],
    "parent_asin": "B00CHAIR00",
}
LEARNING = ("tokenize", "train", "evaluate", "promote", "predict", "store_predictions")
TASKS = ["load", "export_reviews", *LEARNING, "clean_up"]
CHECKS = [f"warehouse_checks.{name}" for name in check_names("warehouse")]
NO_CLIMATE = {"load_climate": "skipped"}
ALL_GREEN = dict.fromkeys((*TASKS, *CHECKS), "success") | NO_CLIMATE
TOO_FEW_TO_TRAIN = ALL_GREEN | dict.fromkeys(LEARNING, "skipped")
NOTHING_NEW = dict.fromkeys((*TASKS, *CHECKS), "skipped") | {"load": "success"} | NO_CLIMATE
LEDGER = (
    "select files, listed, staged, loaded, duplicate, quarantined, held, products "
    "from ingest_batches order by batch_id"
)
OLD = 1_600_000_000  # a time at which nobody is still writing


def drop(folder: Path, name: str, *records: object, age: int = OLD) -> Path:
    """Put a file of records, or of given bytes, where reviews arrive."""
    content = b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in records)
    return put(folder / name, gzip.compress(content), age)


def put(file: Path, content: bytes, written_at: int = OLD) -> Path:
    """Put a file of these bytes, last written to at a moment in seconds since 1970."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (written_at, written_at))
    return file


@dataclass(frozen=True)
class Ended:
    """A run of the DAG that has ended: each task's state, attempts of `load`, and why tasks failed."""

    run_id: str
    states: dict[str, str]
    tries: int
    reasons: list[str]


Prepare = Callable[[Any], None]


def run_dag(prepare: Prepare = lambda _: None, moment: datetime | None = None) -> Ended:
    """Run the DAG in this process, task `load` prepared; the same moment again is the same run, cleared."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(DAG_FILE.parent))
    assert (bag.import_errors, sorted(bag.dags)) == ({}, ["amzn_review_etl_aws", "amzn_review_etl_local"])
    dag = bag.dags["amzn_review_etl_local"]
    reasons: list[str] = []
    for task in dag.tasks:
        task.retry_delay = timedelta(0)
        task.on_failure_callback = [lambda context: reasons.append(str(context["exception"]))]
    prepare(dag.get_task("load"))
    moment = moment or datetime.now(UTC)
    run = dag.test(run_after=moment, logical_date=moment)
    tasks = {task.task_id: task for task in run.get_task_instances()}
    states = {name: str(task.state) for name, task in tasks.items()}
    return Ended(run.run_id, states, tasks["load"].try_number, reasons)


def mended_by(mend: Callable[[], object]) -> Prepare:
    """A first attempt of `load` that fails, and a second one when the cause is mended."""

    def prepare(load: Any) -> None:
        load.on_retry_callback = [lambda _: mend()]

    return prepare


def without_retry(load: Any) -> None:
    load.retries = 0


def limited(**limits: int) -> Prepare:
    """Settings of the load other than those of `.env`."""
    return lambda load: load.op_kwargs["limits"].update(limits)


def rows(connection: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement).fetchall()


def tables(connection: psycopg.Connection, *names: str) -> list[list[tuple[Any, ...]]]:
    """All rows of each table."""
    return [rows(connection, f"select * from {name} order by 1") for name in names]


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_whole_rows_of_both_formats_beside_bad_ones(
    dag_warehouse: psycopg.Connection, layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    lamps = layout.uploaded_reviews("lamps")
    first = drop(lamps, "1.json.gz", LAMP).read_bytes()
    drop(lamps, "2.json.gz", LAMP)
    drop(lamps, "3.json.gz", {**LAMP, "overall": 6.0})
    put(lamps / "4.json.gz", first[:-9])
    put(lamps / "5.json.gz", first[:-9], written_at=int(datetime.now(UTC).timestamp()))
    drop(layout.uploaded_reviews("chairs"), "many.json.gz", CHAIR, b"no json\n", {**CHAIR, "rating": 1})
    drop(layout.uploaded_products, "chairs.json.gz", CHAIR_METADATA, {**CHAIR_METADATA, "parent_asin": ""})
    put(lamps / "notes.txt", b"")

    ended = run_dag()

    assert ended.states == TOO_FEW_TO_TRAIN
    assert rows(
        dag_warehouse,
        "select reviewer_id, asin, variant_asin, rating, review_text, summary, vote, verified, style, image, "
        "review_time, source_key, line_number from reviews order by source_key, line_number",
    ) == [
        ("U2CHAIRFALL", "B00CHAIR00", "B00CHAIR02", 2, "It fell over, 100 %.", "Wobbly", 3, False, None, None,
         datetime(2020, 5, 5, 14, 8, 48, 923000), "reviews/chairs/many.json.gz", 1),
        ("U2CHAIRFALL", "B00CHAIR00", "B00CHAIR02", 1, "It fell over, 100 %.", "Wobbly", 3, False, None, None,
         datetime(2020, 5, 5, 14, 8, 48, 923000), "reviews/chairs/many.json.gz", 3),
        ("A1LAMPLOVER", "B00LAMP001", None, 5, "Bright and warm.", "A lamp", 1234, True,
         {"Color:": " Blue"}, None, datetime(2016, 9, 1), "reviews/lamps/1.json.gz", 1),
    ]  # fmt: skip
    assert rows(
        dag_warehouse,
        "select asin, product_name, features, description, price, brand, category, is_placeholder "
        "from products order by asin",
    ) == [
        ("B00CHAIR00", "Chair", ["It folds"], "A chair.", Decimal("24.50"), "Sitwell", "Chairs", False),
        ("B00LAMP001", None, [], None, None, None, "lamps", True),
    ]
    assert rows(dag_warehouse, "select user_id, name from users order by 1") == [
        ("A1LAMPLOVER", "Ada"),
        ("U2CHAIRFALL", None),
    ]
    assert rows(dag_warehouse, "select datetime_ts from time order by 1") == [
        (datetime(2016, 9, 1),),
        (datetime(2020, 5, 5, 14, 8, 48, 923000),),
    ]
    assert rows(
        dag_warehouse,
        "select source_key, line_number, reason, field, is_whole_file from quarantined_records order by 1, 2",
    ) == [
        ("metadata/products/chairs.json.gz", 2, "empty", "parent_asin", False),
        ("reviews/chairs/many.json.gz", 2, "not-json", "record", False),
        ("reviews/lamps/3.json.gz", 1, "out-of-range", "overall", True),
        ("reviews/lamps/4.json.gz", 0, "truncated-gzip", "file", True),
    ]
    assert rows(dag_warehouse, LEDGER) == [(6, 8, 4, 3, 1, 3, 1, 1)]
    ((batch, run_id, held_keys),) = rows(
        dag_warehouse, "select batch_id, run_id, held_keys from ingest_batches"
    )
    assert (run_id, held_keys) == (ended.run_id, ["reviews/lamps/5.json.gz"])
    assert files_below(layout.uploaded) == ["reviews/lamps/5.json.gz", "reviews/lamps/notes.txt"]
    assert extract(layout, "reviews/lamps/1.json.gz") == [(batch, first)]
    set_aside = [
        ("empty", "metadata/products/chairs.json.gz", 2),
        ("not-json", "reviews/chairs/many.json.gz", 2),
        ("out-of-range", "reviews/lamps/3.json.gz", 0),
        ("truncated-gzip", "reviews/lamps/4.json.gz", 0),
    ]
    assert {file for file in layout.quarantine.rglob("*") if file.is_file()} == {
        quarantine_path(layout, reason, batch, key, line) for reason, key, line in set_aside
    }
    assert "6 8 = 3 + 1 + 3 + 1 4 1" in " ".join(caplog.text.split())
    assert f"{layout.uploaded}/reviews/lamps/notes.txt' is left alone" in caplog.text


def test_demo_reviews_train_a_champion_that_predicts_and_a_second_run_changes_nothing(
    dag_warehouse: psycopg.Connection, registry_address: DatabaseAddress, layout: DataLayout
) -> None:
    make_demo_corpus(layout, seed=1, reviews=300)
    LocalUploader(layout).run()

    assert run_dag().states == ALL_GREEN

    ((listed, loaded, duplicate),) = rows(
        dag_warehouse, "select listed, loaded, duplicate from ingest_batches"
    )
    lines = [gzip.decompress(path.read_bytes()) for path in layout.root.glob("*/*.json.gz")]
    assert (listed, loaded, duplicate) == (300, len(set(lines)), 300 - len(set(lines)))
    assert rows(dag_warehouse, "select count(*) from products where is_placeholder") == [(0,)]
    ((batch,),) = rows(dag_warehouse, "select batch_id from ingest_batches")
    models = layout.models / "rating"
    evaluation = json.loads((models / batch / "evaluation.json").read_text())
    assert {"majority", "mean", "tfidf_logistic", "albert"} <= set(evaluation["predictors"])
    names = {path.name for path in (models / batch / "albert").iterdir()}
    assert {"config.json", "model.safetensors", "spiece.model", "tokenizer_config.json"} <= names
    assert json.loads((models / "champion.json").read_text()) == {"version": batch}
    assert rows(dag_warehouse, "select model_version, count(*) from review_predictions group by 1") == [
        (batch, loaded)
    ]
    assert (layout.root / "reports" / "rating" / batch / "index.html").is_file()
    assert not layout.work.exists()

    names_of_tables = ("reviews", "products", "ingest_batches", "review_predictions")
    before = tables(dag_warehouse, *names_of_tables)
    assert run_dag().states == NOTHING_NEW
    assert tables(dag_warehouse, *names_of_tables) == before


def test_nothing_at_all_is_no_failure(dag_warehouse: psycopg.Connection, layout: DataLayout) -> None:
    assert run_dag().states == NOTHING_NEW
    assert tables(dag_warehouse, "reviews", "ingest_batches") == [[], []]


def test_one_run_loads_all_that_waits_batch_by_batch(
    dag_warehouse: psycopg.Connection, layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(5):
        drop(layout.uploaded_reviews("lamps"), f"{number}.json.gz", {**LAMP, "reviewText": f"No. {number}"})

    ended = run_dag(limited(batch_files=2))
    log = " ".join(caplog.text.split())

    assert ended.states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, LEDGER) == [
        (2, 2, 2, 2, 0, 0, 0, 0),
        (2, 2, 2, 2, 0, 0, 0, 0),
        (1, 1, 1, 1, 0, 0, 0, 0),
    ]
    assert "sum of 3 5 5 = 5 + 0 + 0 + 0" in log
    assert rows(dag_warehouse, "select distinct run_id from ingest_batches") == [(ended.run_id,)]
    batches = [batch for (batch,) in rows(dag_warehouse, "select batch_id from ingest_batches order by 1")]
    assert files_below(layout.raw) == [f"{batch}.parquet" for batch in batches]
    assert files_below(layout.manifests / "done") == [f"{batch}.jsonl" for batch in batches]
    assert files_below(layout.uploaded) == []


def test_a_retry_after_an_interrupted_archive_goes_on_to_the_end(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    put(layout.raw, b"a file where the archive's folder belongs")

    ended = run_dag(mended_by(layout.raw.unlink))

    assert (ended.states, ended.tries) == (TOO_FEW_TO_TRAIN, 2)
    assert rows(dag_warehouse, LEDGER) == [(1, 1, 1, 1, 0, 0, 0, 0)]
    assert rows(dag_warehouse, "select source_key from reviews") == [("reviews/lamps/1.json.gz",)]
    assert files_below(layout.uploaded) == []
    assert len(files_below(layout.raw)) == 1


def test_climate_is_loaded_without_reviews_and_what_is_bad_does_not_hold_it_up(
    dag_warehouse: psycopg.Connection, layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    climate = layout.uploaded / "climate"
    park = b"USW00094728  40.7789  -73.9692   39.6 NY NEW YORK CNTRL PK TWR              HCN 72506\n"
    put(layout.uploaded / "metadata/climate/ghcnd-stations.txt", park)
    put(
        climate / "a.csv",
        b"STATION,DATE,TMAX,TMIN\nUSW00094728,2013-01-01,10.0,5.0\nUSW00094728,2013-01-02,x,5.5\n",
    )
    put(climate / "notes.doc", b"no climate")

    ended = run_dag()

    assert ended.states == NOTHING_NEW | {"load_climate": "success"}
    assert rows(dag_warehouse, "select station_id, date::text, min_temp, max_temp from climate") == [
        ("USW00094728", "2013-01-01", 5.0, 10.0)
    ]
    assert rows(dag_warehouse, "select name, latitude, is_placeholder from stations") == [
        ("NEW YORK CNTRL PK TWR", 40.7789, False)
    ]
    assert rows(dag_warehouse, "select distinct run_id from climate_batches") == [(ended.run_id,)]
    assert rows(dag_warehouse, "select source_key, line_number, reason from quarantined_records") == [
        ("climate/a.csv", 3, "not-a-number")
    ]
    assert "climate 2 listed = 1 new + 0 changed + 0 same + 1 quarantined (1 files)" in caplog.text
    assert f"{climate}/notes.doc' is left alone" in caplog.text
    assert run_dag().states == NOTHING_NEW


def test_a_batch_that_another_run_left_open_is_archived_checked_and_exported(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    put(layout.raw, b"a file where the archive's folder belongs")
    broken_off = run_dag(without_retry)
    assert {name for name, state in broken_off.states.items() if state == "failed"} == {"load"}
    assert broken_off.states.pop("load_climate") == "skipped"
    assert set(broken_off.states.values()) == {"failed", "upstream_failed"}
    before = tables(dag_warehouse, "reviews", "ingest_batches")
    assert rows(dag_warehouse, "select run_id from ingest_batches") == [(broken_off.run_id,)]

    layout.raw.unlink()
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert tables(dag_warehouse, "reviews", "ingest_batches") == before
    assert len(files_below(layout.raw)) == 1


FALSIFY = """
create function falsify() returns trigger language plpgsql as
$$ begin new.review_time := new.review_time + interval '1 hour'; return new; end $$;
create trigger falsify before insert on reviews for each row execute function falsify();
"""


def test_a_false_fact_turns_its_check_red_and_the_cleared_run_goes_on(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    moment = datetime.now(UTC)
    dag_warehouse.execute(FALSIFY)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    ended = run_dag(moment=moment)
    states = ended.states
    red = "warehouse_checks.reviews_join_their_dimensions_once"
    assert {name for name, state in states.items() if state == "failed"} == {red}
    assert {states[name] for name in ("export_reviews", *LEARNING, "clean_up")} == {"upstream_failed"}
    assert ended.reasons == [
        f"{red} is false for 1 rows of the runs ['{ended.run_id}'], such as [(1, 1, 1, 0)]. "
        "The statement is workflow/sql/checks/warehouse/reviews_join_their_dimensions_once.sql."
    ]
    assert files_below(layout.uploaded) == []

    dag_warehouse.execute("drop function falsify cascade")
    dag_warehouse.execute("update reviews set review_time = review_time - interval '1 hour'")
    before = tables(dag_warehouse, "reviews", "ingest_batches")
    assert run_dag(moment=moment).states == TOO_FEW_TO_TRAIN
    assert tables(dag_warehouse, "reviews", "ingest_batches") == before


def test_a_red_check_holds_no_later_batch_up(dag_warehouse: psycopg.Connection, layout: DataLayout) -> None:
    dag_warehouse.execute(FALSIFY)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    red = "warehouse_checks.reviews_join_their_dimensions_once"
    assert run_dag().states[red] == "failed"
    dag_warehouse.execute("drop function falsify cascade")
    drop(layout.uploaded_reviews("lamps"), "2.json.gz", {**LAMP, "reviewText": "Another lamp"})
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, "select loaded from ingest_batches order by batch_id") == [(1,), (1,)]
    assert files_below(layout.uploaded) == []
    assert len(files_below(layout.raw)) == 2


SWALLOW = """
create function swallow() returns trigger language plpgsql as
$$ begin return case when new.rating > 1 then new end; end $$;
create trigger swallow before insert on reviews for each row execute function swallow();
"""


def test_a_batch_that_does_not_balance_turns_load_red_and_leaves_nothing(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    dag_warehouse.execute(SWALLOW)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP, {**LAMP, "overall": 1})
    ended = run_dag()
    assert (ended.states["load"], ended.tries) == ("failed", 1)
    assert len(ended.reasons) == 1
    assert "Nothing was loaded." in ended.reasons[0]
    names = ("reviews", "users", "products", "time", "ingest_batches", "staging_reviews")
    assert tables(dag_warehouse, *names) == [[]] * len(names)
    assert files_below(layout.uploaded) == ["reviews/lamps/1.json.gz"]

    dag_warehouse.execute("drop function swallow cascade")
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, "select rating from reviews order by 1") == [(1,), (5,)]


def test_too_many_bad_records_turn_load_red_and_nothing_is_loaded(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    lamps = layout.uploaded_reviews("lamps")
    for number in range(7):
        drop(lamps, f"{number}.json.gz", {**LAMP, "reviewText": f"No. {number}"})
    for number in range(7, 10):
        drop(lamps, f"{number}.json.gz", {**LAMP, "overall": "many"})
    ended = run_dag(limited(bad_from=3))
    assert (ended.states["load"], ended.tries) == ("failed", 1)
    assert ended.states.pop("load_climate") == "skipped"
    assert set(ended.states.values()) == {"failed", "upstream_failed"}
    assert len(ended.reasons) == 1
    assert ended.reasons[0].startswith(
        "3 of the 10 records that wait are bad, more than LOAD_MAX_BAD_PERCENT = 20 allows"
    )
    assert tables(dag_warehouse, "reviews", "quarantined_records", "ingest_batches") == [[], [], []]
    assert files_below(layout.uploaded) == [f"reviews/lamps/{number}.json.gz" for number in range(10)]
    assert files_below(layout.quarantine) == []

    assert run_dag(limited(bad_from=4)).states == TOO_FEW_TO_TRAIN
    assert rows(dag_warehouse, LEDGER) == [(10, 10, 7, 7, 0, 3, 0, 0)]


def test_the_first_load_takes_over_a_warehouse_of_before_migrations(
    dag_warehouse: psycopg.Connection, layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    dag_warehouse.execute("drop schema public cascade; create schema public")
    for statement in statements("postgres"):
        dag_warehouse.execute(statement.encode())
    before = rows(dag_warehouse, "select user_id from users")
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    assert run_dag().states == TOO_FEW_TO_TRAIN
    assert caplog.text.count("The tables that were there are taken over as 0001_baseline.") == 1
    users = rows(dag_warehouse, "select user_id from users order by 1")
    assert users == sorted([*before, ("A1LAMPLOVER",)])
    assert rows(dag_warehouse, "select name from schema_migrations where number = 1") == [("0001_baseline",)]


def test_a_warehouse_of_newer_code_turns_the_loads_red_without_a_retry(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    dag_warehouse.execute(
        "insert into schema_migrations (name, number, checksum, code_version) "
        "select 'of_newer_code', max(number) + 1, '', '9' from schema_migrations"
    )
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    ended = run_dag()
    assert (ended.states["load"], ended.tries) == ("failed", 1)
    assert ended.states["load_climate"] == "failed"
    assert len(ended.reasons) == 2
    for reason in ended.reasons:
        assert reason.startswith(
            "The warehouse has applied migration of_newer_code, which this code does not"
        )
    assert tables(dag_warehouse, "reviews", "ingest_batches") == [[], []]
    assert files_below(layout.uploaded) == ["reviews/lamps/1.json.gz"]


def test_the_first_run_of_its_own_lies_ahead(dag_warehouse: psycopg.Connection) -> None:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk.timezone import coerce_datetime
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables.base import TimeRestriction

    dag = DagBag(str(DAG_FILE.parent)).dags["amzn_review_etl_local"]
    as_the_scheduler_sees_it = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    first = as_the_scheduler_sees_it.timetable.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(
            earliest=coerce_datetime(dag.start_date), latest=None, catchup=dag.catchup
        ),
    )
    assert first is not None
    ahead: datetime = first.run_after
    assert (ahead.hour % 2, ahead.minute, ahead.second) == (0, 0, 0)
    assert timedelta(0) < ahead - datetime.now(UTC) <= timedelta(hours=2)


def test_the_settings_are_the_limits_of_the_loader() -> None:
    assert LoadLimits(**asdict(load_settings({}).load)) == LoadLimits()


@pytest.mark.parametrize("module", HEAVY)
def test_parsing_the_dag_imports_nothing_heavy(module: str, parsed_modules: list[str]) -> None:
    assert "airflow.sdk" in parsed_modules
    assert module not in parsed_modules


@pytest.fixture(scope="module")
def parsed_modules() -> list[str]:
    """The modules that a fresh process has imported after reading the DAG file."""
    script = "import sys, json, workflow.dags.amzn_review_etl_local; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return modules
