"""The DAG, run whole on real parts: files in, tables, archive, model and ledger out."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from amzn_review.data_layout import DataLayout
from amzn_review.demo_corpus import make_demo_corpus
from amzn_review.uploader import LocalUploader

DAG_FILE = Path(__file__).resolve().parents[2] / "workflow" / "dags" / "amzn_review_etl_local.py"
HEAVY = ("tensorflow", "keras", "transformers", "sentencepiece", "sklearn", "boto3", "pyarrow", "faker")
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


def drop(folder: Path, name: str, *records: object) -> None:
    """Put a file of records, or of given bytes, where reviews arrive."""
    folder.mkdir(parents=True, exist_ok=True)
    content = b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in records)
    (folder / name).write_bytes(gzip.compress(content))


def run_dag() -> dict[str, str]:
    """Run the DAG in this process. Returns each task's state, a mapped one's by its index."""
    from airflow.dag_processing.dagbag import DagBag  # noqa: PLC0415 - reads Airflow's database settings

    bag = DagBag(str(DAG_FILE.parent))
    assert (bag.import_errors, list(bag.dags)) == ({}, ["amzn_review_etl_local"])
    dag = bag.dags["amzn_review_etl_local"]
    dag.get_task("load_reviews").retries = 0  # it fails on purpose below, and a retry waits
    run = dag.test(logical_date=datetime.now(UTC))
    return {
        task.task_id + (f"[{task.map_index}]" if task.map_index >= 0 else ""): str(task.state)
        for task in run.get_task_instances()
    }


def rows(connection: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement).fetchall()


def test_whole_rows_of_both_formats(dag_warehouse: psycopg.Connection, layout: DataLayout) -> None:
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    drop(layout.uploaded_reviews("lamps"), "2.json.gz", LAMP)
    drop(layout.uploaded_reviews("lamps"), "3.json.gz", {**LAMP, "overall": 6.0})
    drop(layout.uploaded_reviews("chairs"), "many.json.gz", CHAIR, b"no json\n", {**CHAIR, "rating": 1})
    drop(layout.uploaded_products, "chairs.json.gz", CHAIR_METADATA)

    states = run_dag()

    assert {name: state for name, state in states.items() if state != "success"} == {
        "train": "skipped"  # too few reviews to learn from
    }
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
        (
            "B00CHAIR00",
            "Chair",
            ["It folds"],
            "A chair.",
            Decimal("24.50"),
            "Sitwell",
            "Chairs",
            False,
        ),
        ("B00LAMP001", None, [], None, None, None, "lamps", True),
    ]
    assert rows(dag_warehouse, "select user_id, name from users order by 1") == [
        ("A1LAMPLOVER", "Ada"),
        ("U2CHAIRFALL", None),
    ]
    assert rows(
        dag_warehouse, "select files, listed, loaded, duplicate, quarantined, held from ingest_batches"
    ) == [(4, 6, 3, 1, 2, 0)]
    assert rows(
        dag_warehouse, "select source_key, line_number, reason, field from quarantined_records order by 1"
    ) == [
        ("reviews/chairs/many.json.gz", 2, "not-json", "record"),
        ("reviews/lamps/3.json.gz", 1, "out-of-range", "overall"),
    ]
    ((batch,),) = rows(dag_warehouse, "select batch_id from ingest_batches")
    assert files_below(layout.uploaded) == []
    assert files_below(layout.raw / batch) == [
        "metadata/products/chairs.json.gz",
        "reviews/chairs/many.json.gz",
        "reviews/lamps/1.json.gz",
        "reviews/lamps/2.json.gz",
    ]
    assert files_below(layout.quarantine) == [f"out-of-range/{batch}/reviews/lamps/3.json.gz"]
    assert tables(dag_warehouse, *staging_tables(dag_warehouse)) == [[]] * 5


def tables(connection: psycopg.Connection, *names: str) -> list[list[tuple[Any, ...]]]:
    """All rows of each table."""
    return [rows(connection, f"select * from {name}") for name in names]  # noqa: S608 - names of our own


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def staging_tables(connection: psycopg.Connection) -> list[str]:
    found = rows(connection, "select tablename from pg_tables where tablename like 'staging%' order by 1")
    return [name for (name,) in found]


def test_demo_reviews_train_a_model_and_a_second_run_changes_nothing(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    make_demo_corpus(layout, seed=1, reviews=300)
    LocalUploader(layout).run()

    assert set(run_dag().values()) == {"success"}

    ((listed, loaded, duplicate),) = rows(
        dag_warehouse, "select listed, loaded, duplicate from ingest_batches"
    )
    lines = [gzip.decompress(path.read_bytes()) for path in layout.root.glob("*/*.json.gz")]
    assert (listed, loaded, duplicate) == (300, len(set(lines)), 300 - len(set(lines)))
    assert rows(dag_warehouse, "select count(*) from products where is_placeholder") == [(0,)]
    (metrics_file,) = layout.models.glob("rating/*/metrics.json")
    metrics = json.loads(metrics_file.read_text())
    assert set(metrics["majority"]) == set(metrics["mean"]) == set(metrics["albert"]) >= {"accuracy", "mae"}
    assert {"config.json", "model.safetensors", "spiece.model"} <= {
        p.name for p in metrics_file.parent.iterdir()
    }
    assert not layout.work.exists() or files_below(layout.work) == []

    before = tables(dag_warehouse, "reviews", "products", "ingest_batches")
    states = run_dag()
    assert {state for name, state in states.items() if name != "freeze_batch"} == {"skipped"}
    assert tables(dag_warehouse, "reviews", "products", "ingest_batches") == before


FALSIFY = """
create function falsify() returns trigger language plpgsql as
$$ begin new.review_text := 'something else'; return new; end $$;
create trigger falsify before insert on reviews for each row execute function falsify();
"""


def test_a_false_fact_turns_its_check_red_and_keeps_the_batch_open(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    dag_warehouse.execute(FALSIFY)
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    states = run_dag()
    red = {name for name, state in states.items() if state == "failed"}
    assert red == {"warehouse_checks.loaded_reviews_equal_staged_reviews"}
    assert states["archive"] == "upstream_failed"
    assert files_below(layout.uploaded) == ["reviews/lamps/1.json.gz"]

    dag_warehouse.execute("drop function falsify cascade")
    dag_warehouse.execute("update reviews set review_text = 'Bright and warm.'")
    before = tables(dag_warehouse, "reviews", "ingest_batches")
    run_dag()
    assert tables(dag_warehouse, "reviews", "ingest_batches") == before
    assert files_below(layout.uploaded) == []
    assert [path.name for path in layout.raw.rglob("*.gz")] == ["1.json.gz"]


def test_a_batch_that_cannot_be_loaded_leaves_nothing_and_the_next_run_finishes_it(
    dag_warehouse: psycopg.Connection, layout: DataLayout
) -> None:
    dag_warehouse.execute("alter table ingest_batches add constraint stop check (loaded < 1) not valid")
    drop(layout.uploaded_reviews("lamps"), "1.json.gz", LAMP)
    states = run_dag()
    assert (states["load_reviews"], states["archive"]) == ("failed", "upstream_failed")
    assert rows(dag_warehouse, "select * from reviews") == []

    dag_warehouse.execute("alter table ingest_batches drop constraint stop")
    drop(layout.uploaded_reviews("lamps"), "2.json.gz", {**LAMP, "overall": 1})
    run_dag()
    assert rows(dag_warehouse, "select source_key, rating from reviews") == [("reviews/lamps/1.json.gz", 5)]
    assert files_below(layout.uploaded) == ["reviews/lamps/2.json.gz"]
    run_dag()
    assert rows(dag_warehouse, "select source_key, rating from reviews order by 1") == [
        ("reviews/lamps/1.json.gz", 5),
        ("reviews/lamps/2.json.gz", 1),
    ]
    assert files_below(layout.uploaded) == []


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
