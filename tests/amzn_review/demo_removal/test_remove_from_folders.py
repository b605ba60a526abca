"""What is made up beside what is real, in files and PostgreSQL: left out of what is shown, and removed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from amzn_review.batch.batch_error import BatchUnderWayError
from amzn_review.cli import main
from amzn_review.corpus.demo import Demo
from amzn_review.corpus.demo_corpus import make_demo_corpus
from amzn_review.corpus.made_up_reviews import made_up_reviews
from amzn_review.demo_removal.folder_removal import FolderRemoval
from amzn_review.demo_removal.removal_counts import RemovalCounts
from amzn_review.demo_removal.remove_demo import remove_from_folders
from amzn_review.postgres.run_sql import run_sql
from amzn_review.postgres.sql_transaction import sql_transaction
from amzn_review.report.figures import ReviewFigures
from amzn_review.report.read_figures import read_figures
from amzn_review.uploader.folder_destination import LocalUploader
from rating_model.data.review_export import ReviewExport
from rating_model.data.review_files import read_part
from storage.folder_lock import FolderBusyError, only_process
from tests.amzn_review.demo_removal.beside_real import (
    VIEWS,
    content,
    contents,
    empty_tables_of_reviews,
    real_files,
)
from tests.amzn_review.load_site import LoadSite
from tests.conftest import SQL_DIR
from tests.workflow.analytics_rows import STATION, add_climate, day

DEMO = Demo(5, 90)
PARTS = ("new", "train", "evaluation")


def load_demo(site: LoadSite) -> None:
    make_demo_corpus(site.layout, DEMO.seed, DEMO.reviews)
    LocalUploader(site.layout).run()
    site.load()


def load_real(site: LoadSite) -> None:
    for key, file in real_files().items():
        site.put(key, file)
    site.load()


def figures(site: LoadSite) -> ReviewFigures:
    return read_figures(
        lambda name, given: run_sql(site.connection, SQL_DIR / name, given), STATION, is_asked=False
    )


def export(site: LoadSite, folder: Path) -> dict[str, list[tuple[str, int]]]:
    """Text and rating of each row of the parts that a run of the newest batch exports."""
    folder.mkdir(parents=True)
    batches = [batch for (batch,) in site.rows("select batch_id from ingest_batches order by 1")]
    with site.address.connect() as connection:
        exported = ReviewExport(
            connection, SQL_DIR, run_ids=["run"], batch_ids=batches[-1:], max_reviews=500, max_evaluation=500
        )
        exported.write(folder)
    return {
        part: sorted(
            (row["text"], row["rating"]) for rows in read_part(folder, part) for row in rows.to_pylist()
        )
        for part in PARTS
    }


def add_models(site: LoadSite) -> None:
    """Predictions that contradict the stars, labels and scores of every review."""
    site.connection.execute(
        "insert into review_predictions select review_id, 'v', 1, case when rating > 2 then 1 else 5 end, "
        "0.9, now() from reviews"
    )
    site.connection.execute(
        "insert into label_events (review_id, task, label, source, labelled_by) "
        "select review_id, 'rating', '3', 'person', 'me' from reviews"
    )
    site.connection.execute(
        "insert into review_scores (review_id, task, model_version, top_label, score, scores, batch_id, "
        "run_id) select review_id, 'mood', 'v', 'calm', 1, '{\"calm\": 1}', batch_id, 'run' from reviews"
    )


def climate(site: LoadSite) -> None:
    add_climate(
        site.connection,
        [(day(number - 1_340), {"precipitation": 9.0 * (number % 3 == 0)}) for number in range(60)],
    )


def shown(site: LoadSite) -> dict[str, Any]:
    return {view: content(site.rows, view) for view in VIEWS}


def remove(site: LoadSite, *also: Demo) -> RemovalCounts:
    return remove_from_folders(site.layout, lambda: sql_transaction(site.address.connect, SQL_DIR), also)


def test_the_default_demos_are_those_that_users_have() -> None:
    # SHA-256 of the sorted keys, computed by the generator as it was before rows were marked. If Faker or the
    # generator changes them, rows that users have are no longer known for made up.
    assert {
        demo: hashlib.sha256("".join(sorted(made_up_reviews([demo]).keys)).encode()).hexdigest()
        for demo in (Demo(7, 3000), Demo(0, 3000))
    } == {
        Demo(7, 3000): "83d4527b074f1f2a9b5f1f0058c29dcab393949b428504020654d8a70de68ce2",
        Demo(0, 3000): "4c2cf9ae1b2ea9b2edfe6fe058706a6980dd1b25cb48f75952e814d6bd7042ad",
    }


def test_made_up_reviews_are_shown_until_a_real_one_is_there(site: LoadSite, tmp_path: Path) -> None:
    climate(site)
    load_demo(site)
    made_up = figures(site)
    loaded = made_up.made_up
    assert 80 < loaded == made_up.totals.reviews == site.rows("select count(*) from reviews")[0][0]
    assert len(export(site, tmp_path / "made-up")["new"]) == loaded
    load_real(site)
    add_models(site)
    marked = "select is_made_up, count(*) from reviews group by 1 order by 1"
    assert site.rows(marked) == [(False, 40), (True, loaded)]
    beside = figures(site), shown(site), export(site, tmp_path / "beside")

    site.empty_warehouse()
    climate(site)
    load_real(site.below(tmp_path / "real"))
    add_models(site)
    assert (figures(site), shown(site), export(site, tmp_path / "alone")) == beside
    assert beside[0].totals.reviews == 40
    assert beside[0].made_up == 0
    assert len(beside[2]["new"]) == 40
    assert len(beside[2]["train"]) + len(beside[2]["evaluation"]) == 40


def test_removed_it_is_as_if_real_reviews_alone_had_been_loaded(site: LoadSite, tmp_path: Path) -> None:
    layout = site.layout
    load_demo(site)
    export(site, layout.work / "b" / "reviews")
    load_real(site)
    export(site, layout.work / "c" / "reviews")
    # Once more, as after `make clear-local`: a batch of duplicates alone.
    for path in layout.review_folder("desk_lamps").glob("*.json.gz"):
        site.put(f"reviews/desk_lamps/{path.name}", path.read_bytes())
    site.load()
    add_models(site)
    counted = site.rows("select batch_id, loaded from ingest_batches order by 1")
    assert empty_tables_of_reviews(site.rows) == []
    removed = remove(site, DEMO)

    assert removed.records == {
        "DATA_DIR/coffee_makers": 30, "DATA_DIR/desk_lamps": 30, "DATA_DIR/garden_tools": 30,
        "DATA_DIR/metadata/products": 15, "raw/": 90 + 15 + 30,
    }  # fmt: skip
    assert removed.exports == 1
    assert [path.name for path in layout.work.iterdir()] == ["c"]
    assert [(file.place, file.key) for file in site.found()] == [
        ("pack", key) for key in sorted(real_files())
    ]
    assert layout.categories() == ()
    # The first batch is the demo's, the last one has brought nothing.
    assert site.rows("select batch_id, loaded - removed from ingest_batches order by 1") == [
        (counted[0][0], 0), *counted[1:],
    ]  # fmt: skip
    of_the_demo = f"batch_id = '{counted[0][0]}'"
    assert site.rows(f"select sum(training_texts) from examined_batches where {of_the_demo}") == [(0,)]
    left = contents(site.rows)
    again = remove(site, DEMO)
    assert (sum(again.records.values()), again.exports, set(again.rows.values())) == (0, 0, {0})
    assert contents(site.rows) == left

    site.empty_warehouse()
    elsewhere = site.below(tmp_path / "real")
    load_real(elsewhere)
    export(elsewhere, tmp_path / "export")
    add_models(elsewhere)
    alone = contents(site.rows)
    assert left.keys() == alone.keys()
    # The ledgers keep what was loaded once.
    ledgers = {name: left.pop(name) for name in ("ingest_batches", "examined_batches")}
    assert {name: alone.pop(name) for name in ledgers}.keys() == ledgers.keys()
    assert left == alone
    assert len(alone["reviews"]) == len(alone["review_predictions"]) == 40


def test_killed_in_the_middle_the_next_call_completes_it(
    site: LoadSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_demo(site)
    load_real(site)
    with monkeypatch.context() as patch:
        patch.setattr(FolderRemoval, "set_aside", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            remove(site)
    assert site.rows("select count(*) from reviews where is_made_up") != [(0,)]
    assert remove(site).rows["reviews"] > 80
    assert site.rows("select count(*) from reviews") == [(40,)]
    assert [file.key for file in site.found()] == sorted(real_files())


def test_a_damaged_export_is_a_sentence_and_no_row_goes_until_it_is_removed(site: LoadSite) -> None:
    load_demo(site)
    rows = site.rows("select count(*) from reviews")
    export(site, site.layout.work / "b1" / "reviews")
    damaged, *_ = sorted((site.layout.work / "b1" / "reviews").glob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-9])
    refused = run(site, "--remove", "--yes")
    assert refused.exit_code == 1
    assert refused.output.startswith(f"Error: {damaged} is damaged (")
    assert refused.output.endswith("Remove it, or get it back, and run the same command again.\n")
    assert site.rows("select count(*) from reviews") == rows
    damaged.unlink()
    assert remove(site).exports == 1
    assert site.rows("select count(*) from reviews") == [(0,)]


def test_a_demo_that_comes_again_is_loaded_again(site: LoadSite) -> None:
    load_demo(site)
    loaded = site.rows("select count(*) from reviews where is_made_up")
    remove(site)
    load_demo(site)
    assert site.rows("select count(*) from reviews where is_made_up") == loaded
    assert site.rows("select count(*) from products where is_made_up") == [(15,)]


def test_rows_that_nobody_told_the_load_of_are_named(site: LoadSite) -> None:
    load_demo(site)
    site.connection.execute("update reviews set is_made_up = false")
    (site.layout.root / ".demos" / DEMO.name).unlink()
    assert remove(site).rows["reviews"] == 0
    assert remove(site, DEMO).rows["reviews"] > 80


def test_nothing_is_removed_while_a_load_is_at_work_or_waits(site: LoadSite) -> None:
    load_demo(site)
    before = site.snapshot()
    with (
        only_process(site.layout.manifests / ".lock", "load", site.layout.root),
        pytest.raises(FolderBusyError, match=r"^Another load is at work"),
    ):
        remove(site)
    site.put("reviews/lamps/a.json.gz", real_files()["reviews/lamps/a.json.gz"])
    frozen = site.freeze()
    with pytest.raises(BatchUnderWayError, match=r"waits to be finished: let the next run do that"):
        remove(site)
    frozen.finish()
    assert site.snapshot()[0][: len(before[0])] == before[0]


def run(site: LoadSite, *words: str, stdin: str | None = None) -> Result:
    to = site.address
    return CliRunner().invoke(
        main, ["data", "demo", *words], input=stdin,
        env={
            "DATA_DIR": str(site.layout.root), "POSTGRES_HOST": to.host, "POSTGRES_PORT": str(to.port),
            "POSTGRES_DB": to.database, "POSTGRES_USER": to.user, "POSTGRES_PASSWORD": to.password,
        },
    )  # fmt: skip


def test_the_command_asks_first_and_says_what_went(site: LoadSite) -> None:
    load_demo(site)
    asked = run(site, "--remove", stdin="n\n")
    assert asked.exit_code == 1
    assert f"Remove made-up reviews from {site.layout.root} and PostgreSQL? [y/N]" in asked.output
    assert len(site.found()) == 93
    done = run(site, "--remove", "--yes", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["records"]["raw/"] == 105
    assert told["rows"]["products"] == 15
    assert run(site, "--remove", "--yes").stdout == "removed: nothing, there was nothing made up\n"
    assert run(site, "--yes").exit_code == 2
