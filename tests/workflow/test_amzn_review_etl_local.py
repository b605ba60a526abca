"""The DAG, run whole on real parts: files in, tables, archive, model and ledger out."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

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
from tests.workflow.local_dag import (
    ALL_GREEN,
    CHAIR,
    CHAIR_METADATA,
    DAG_FILE,
    LAMP,
    LEDGER,
    NOTHING_NEW,
    TOO_FEW_TO_TRAIN,
    drop,
    files_below,
    limited,
    put,
    rows,
    run_dag,
    tables,
)

HEAVY = (
    "tensorflow", "keras", "transformers", "sentencepiece", "sklearn", "boto3", "pyarrow", "faker", "mlflow",
    "celery", "matplotlib",
)  # fmt: skip


def test_whole_rows_of_both_formats_beside_bad_ones(
    dag_warehouse: psycopg.Connection, layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    lamps = layout.uploaded_reviews("lamps")
    first = drop(lamps, "1.json.gz", LAMP).read_bytes()
    drop(lamps, "2.json.gz", LAMP)
    drop(lamps, "3.json.gz", {**LAMP, "overall": 6.0})
    put(lamps / "4.json.gz", first[:-9])
    # Young is what is less than 60 s old, or ahead: a busy machine finds it so for 110 s.
    put(lamps / "5.json.gz", first[:-9], written_at=int(datetime.now(UTC).timestamp()) + 50)
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
