"""Which reviews the model learns from and which it is judged by, batch after batch, on a real warehouse."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from rating_model.data.champion_reference import ChampionReference
from rating_model.data.rating_drift import rating_reference
from rating_model.data.review_export import ReviewExport
from rating_model.data.review_files import read_part
from rating_model.data.reviews_manifest import ReviewsManifest
from tests.conftest import SQL_DIR
from text_models.corpus.held_out import FIRST_TRAINING_KEY, is_held_out
from text_models.normalise import text_key

Review = tuple[str | None, int]
PARTS = ("new", "train", "evaluation")


def load(
    connection: psycopg.Connection, batch: str, reviews: Sequence[Review], run: str | None = None
) -> None:
    """What loading leaves of a batch."""
    connection.execute(
        "insert into ingest_batches (batch_id, run_id, files, listed, staged, loaded, duplicate, "
        "quarantined, held, held_keys, products) values (%s, %s, 1, %s, %s, %s, 0, 0, 0, '{}', 0)",
        [batch, run or f"run {batch}", len(reviews), len(reviews), len(reviews)],
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
            "batch_id, source_key, line_number) "
            "values (gen_random_uuid(), 'R', 'P', %s, %s, 0, '2018-01-01', %s, 'reviews/lamps/1.json.gz', 1)",
            [(rating, text, batch) for text, rating in reviews],
        )
    connection.commit()


def export(
    connection: psycopg.Connection, folder: Path, *batches: str, most: int = 1_000, **options: Any
) -> ReviewsManifest:
    folder.mkdir()
    limits = {"max_reviews": most, "max_evaluation": 1_000} | options
    exported = ReviewExport(connection, SQL_DIR, run_ids=["run"], batch_ids=list(batches), **limits)
    manifest = exported.write(folder)
    connection.commit()
    return manifest


def rows(folder: Path, part: str) -> list[tuple[int, str, int]]:
    return [tuple(row.values()) for batch in read_part(folder, part) for row in batch.to_pylist()]


def keys(folder: Path, part: str) -> set[str]:
    return {text_key(text) for _, text, _ in rows(folder, part)}


def sided(number: int, *, held_out: bool) -> str:
    """A text of which the hash says which side it is on."""
    return next(
        text for turn in range(1_000) if is_held_out(text_key(text := f"text {number} {turn}")) == held_out
    )


def disguised(text: str, chance: random.Random) -> str:
    """The same text in another case, other spaces and other escapes."""
    variants = [
        text.upper(), f"  {text} ", text.replace(" ", "\u00a0\n"), text.replace("&", "&amp;"),
        text.replace("&", "&#38;").title(), text.replace("e", "&#101;"), text.replace("t", "\uff54"),
    ]  # fmt: skip
    return chance.choice(variants)


def test_whole_rows_of_a_first_batch(warehouse: psycopg.Connection, tmp_path: Path) -> None:
    judged, learned = sided(1, held_out=True), sided(2, held_out=False)
    escaped = f" {learned.upper().replace('T', '&#84;')}&nbsp;"
    load(warehouse, "b1", [(judged, 5), (escaped, 4), (None, 1), (judged.upper(), 5), (" ", 2)])
    manifest = export(warehouse, tmp_path / "b1", "b1")
    assert rows(tmp_path / "b1", "new") == [
        (1, judged, 5), (2, learned.upper(), 4), (3, "", 1), (4, judged.upper(), 5), (5, "", 2),
    ]  # fmt: skip
    assert rows(tmp_path / "b1", "evaluation") == [(1, judged, 5)]
    assert rows(tmp_path / "b1", "train") == [(2, learned.upper(), 4)]
    assert manifest.counts == {
        "new": 5, "without_text": 2, "train": 1, "replayed": 0, "evaluation": 1, "texts": 2,
    }  # fmt: skip
    assert (manifest.version, manifest.batch_ids, manifest.seen_batch_ids) == ("b1", ["b1"], ["b1"])
    assert manifest.drift == {"champion": None, "warnings": []}


def test_no_text_is_ever_on_both_sides_and_old_evaluation_rows_stay(
    warehouse: psycopg.Connection, tmp_path: Path
) -> None:
    chance = random.Random(4)
    words = ["the", "lamp", "& shade", "et cetera", "less < more", "Straße", "fine"]
    texts = [" ".join(chance.choices(words, k=5)) for _ in range(300)]
    trained: set[str] = set()
    judged: list[list[tuple[int, str, int]]] = []
    for number, batch in enumerate(("b1", "b2", "b3")):
        old = [(disguised(chance.choice(texts), chance), chance.randint(1, 5)) for _ in range(100 * number)]
        load(warehouse, batch, [(text, 5) for text in texts[number::3]] + old)
        export(warehouse, tmp_path / batch, batch)
        trained |= keys(tmp_path / batch, "train")
        judged.append(rows(tmp_path / batch, "evaluation"))
    tested = {text_key(text) for _, text, _ in judged[-1]}
    assert trained | tested == {text_key(text) for text in texts}
    assert not trained & tested
    assert len(tested) > 20
    assert [set(earlier) - set(later) for earlier, later in pairwise(judged)] == [set(), set()]
    assert len(judged[0]) < len(judged[1]) < len(judged[2])


def test_the_warehouse_refuses_a_text_on_the_wrong_side(warehouse: psycopg.Connection) -> None:
    load(warehouse, "b1", [("text", 5)])
    last_judged = f"{int(FIRST_TRAINING_KEY, 16) - 1:032x}"
    insert = "insert into review_texts values (%s, 5, %s, 1, 'b1')"
    warehouse.execute(insert, [True, last_judged])
    warehouse.execute(insert, [False, FIRST_TRAINING_KEY])
    for side, key in ((False, last_judged), (True, FIRST_TRAINING_KEY)):
        with pytest.raises(psycopg.errors.CheckViolation, match="review_texts_side"), warehouse.transaction():
            warehouse.execute(insert, [side, key])


def test_the_buffer_has_the_ratings_in_the_shares_of_all_older_texts(
    warehouse: psycopg.Connection, tmp_path: Path
) -> None:
    old = [(sided(number, held_out=False), 5 if number % 10 else 1) for number in range(400)]
    load(warehouse, "b1", old)
    load(warehouse, "b2", [(sided(number, held_out=False), 3) for number in range(400, 500)])
    manifest = export(warehouse, tmp_path / "b2", "b2", most=100)
    assert Counter(rating for _, _, rating in rows(tmp_path / "b2", "train")) == {3: 50, 5: 45, 1: 5}
    assert manifest.counts["replayed"] == 50
    assert manifest.seen_batch_ids == ["b1", "b2"]
    load(warehouse, "b3", [(sided(500, held_out=False), 3)])
    export(warehouse, tmp_path / "b3", "b3", most=100)
    replayed = [row for row in rows(tmp_path / "b3", "train") if row[0] <= 400]
    assert Counter(rating for _, _, rating in rows(tmp_path / "b3", "train")) == {5: 71, 3: 21, 1: 8}
    assert {row[0] for row in replayed} != {row[0] for row in rows(tmp_path / "b2", "train") if row[0] <= 400}


def test_an_export_repeated_late_has_the_same_rows(warehouse: psycopg.Connection, tmp_path: Path) -> None:
    for number, batch in enumerate(("b1", "b2", "b3")):
        load(warehouse, batch, [(f"text {batch} {place}", 1 + place % 5) for place in range(60)])
        export(warehouse, tmp_path / batch, batch, most=70)
        assert number == len(list(tmp_path.iterdir())) - 1
    export(warehouse, tmp_path / "again", "b2", most=70)
    assert [rows(tmp_path / "again", part) for part in PARTS] == [
        rows(tmp_path / "b2", part) for part in PARTS
    ]


def test_an_export_that_died_leaves_nothing_and_is_repeated(
    warehouse: psycopg.Connection, tmp_path: Path
) -> None:
    load(warehouse, "b1", [(f"text {place}", 5) for place in range(50)])
    (tmp_path / "no folder").touch()
    with pytest.raises(NotADirectoryError):
        ReviewExport(warehouse, SQL_DIR, ["run"], ["b1"], 100, 100).write(tmp_path / "no folder")
    warehouse.rollback()
    assert warehouse.execute("select * from review_texts").fetchall() == []
    export(warehouse, tmp_path / "b1", "b1")
    assert len(rows(tmp_path / "b1", "train")) + len(rows(tmp_path / "b1", "evaluation")) == 50


def test_batches_whose_run_never_came_to_its_export_are_caught_up(
    warehouse: psycopg.Connection, tmp_path: Path
) -> None:
    load(warehouse, "b1", [(f"text {place}", 5) for place in range(50)])
    load(warehouse, "b2", [("a later text", 1)])
    load(warehouse, "b3", [("never exported", 1)])
    manifest = export(warehouse, tmp_path / "b2", "b2")
    assert manifest.counts["new"] == 1
    assert len(rows(tmp_path / "b2", "train")) + len(rows(tmp_path / "b2", "evaluation")) == 51
    examined = warehouse.execute("select distinct batch_id from examined_batches order by 1").fetchall()
    assert examined == [("b1",), ("b2",)]


def test_two_batches_of_one_run(warehouse: psycopg.Connection, tmp_path: Path) -> None:
    load(warehouse, "b1", [("one text", 5), ("same text", 4)])
    load(warehouse, "b2", [("same  TEXT", 4), ("same text", 1)])
    manifest = export(warehouse, tmp_path / "b2", "b1", "b2")
    assert [row[0] for row in rows(tmp_path / "b2", "new")] == [1, 2, 3, 4]
    both = rows(tmp_path / "b2", "train") + rows(tmp_path / "b2", "evaluation")
    assert sorted(both) == [(1, "one text", 5), (2, "same text", 4), (4, "same text", 1)]
    assert (manifest.version, manifest.batch_ids) == ("b2", ["b1", "b2"])


def test_above_the_limit_the_evaluation_set_keeps_rows_that_were_in_it(
    warehouse: psycopg.Connection, tmp_path: Path
) -> None:
    for batch in ("b1", "b2"):
        load(warehouse, batch, [(sided(number, held_out=True) + batch, 5) for number in range(300)])
        export(warehouse, tmp_path / batch, batch, max_evaluation=30)
    first, second = (rows(tmp_path / batch, "evaluation") for batch in ("b1", "b2"))
    everything = [
        (str(key), number)
        for key, number in warehouse.execute(
            "select text_key, review_id from review_texts where is_evaluation"
        )
    ]
    lowest = {number for _, number in sorted(everything)[:30]}
    assert len(first) == len(second) == 30
    assert {number for number, _, _ in second} == lowest
    of_first_batch = {row for row in second if row[0] <= 300}
    assert of_first_batch
    assert of_first_batch <= set(first)


@pytest.mark.parametrize(
    "text",
    ["\U0001f600\U0001f60d", "x" * 100_000, "word " * 20_000, "&lt;" * 1_000],
    ids=lambda text: text[:5],
)
def test_a_batch_of_one_strange_text(warehouse: psycopg.Connection, tmp_path: Path, text: str) -> None:
    load(warehouse, "b1", [(text, 1)])
    manifest = export(warehouse, tmp_path / "b1", "b1")
    assert manifest.counts["train"] + manifest.counts["evaluation"] == 1
    assert rows(tmp_path / "b1", "new") == [(1, text.replace("&lt;", "<").strip(), 1)]


def test_drift_is_measured_against_the_champion(warehouse: psycopg.Connection, tmp_path: Path) -> None:
    champion = ChampionReference("v0", rating_reference([5] * 900 + [1] * 100, range(10, 1_010)))
    load(warehouse, "b1", [(f"{'x' * (10 + place)} ", 1) for place in range(0, 1_000, 2)] + [(None, 5)])
    manifest = export(warehouse, tmp_path / "b1", "b1", champion=champion)
    drift = manifest.drift
    assert (drift["champion"], drift["rating"]["rows"], drift["length"]["rows"]) == ("v0", 500, 500)
    assert drift["length"]["psi"] < 0.01
    assert [warning[:59] for warning in drift["warnings"]] == [
        "Drift: the rating of 500 new reviews is not what champion v0"[:59]
    ]
    assert ReviewsManifest(**manifest.__dict__) == manifest


def pages_read(connection: psycopg.Connection, statement: str, parameters: dict[str, object]) -> int:
    """Pages of tables and indexes that a statement of the export looks at."""
    text = (SQL_DIR / "export" / f"{statement}.sql").read_text()
    connection.execute("set enable_hashjoin = off; set enable_mergejoin = off")
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {text}", parameters)
        ((plan,),) = cursor.fetchall()
    return int(plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"])


@pytest.mark.parametrize(("statement", "bound"), [("replayed_texts", 3_000), ("evaluation_texts", 3_000)])
def test_the_cost_does_not_follow_the_table(
    warehouse: psycopg.Connection, statement: str, bound: int
) -> None:
    parameters = {
        "batch_ids": ["b9"], "newest": "b9", "ratings": [1, 2, 3, 4, 5], "quotas": [100] * 5, "most": 100,
        "start": "40000000000000000000000000000000", "end": "f" * 32,
    }  # fmt: skip
    pages = []
    for batch, count in (("b1", 10_000), ("b2", 50_000)):
        warehouse.execute(
            "insert into reviews (review_key, reviewer_id, asin, rating, review_text, vote, review_time, "
            "batch_id, source_key, line_number) "
            "select gen_random_uuid(), 'R', 'P', 1 + number %% 5, 'text', 0, '2018-01-01', %s, 'k', 1 "
            "from generate_series(1, %s) as number",
            [batch, count],
        )
        warehouse.execute(
            "insert into review_texts select text_key < '26666666000000000000000000000000', rating, "
            "text_key, review_id, batch_id from (select *, md5(review_id::text)::uuid as text_key "
            "from reviews where batch_id = %s) as made",
            [batch],
        )
        warehouse.execute("analyze reviews; analyze review_texts")
        pages.append(pages_read(warehouse, statement, parameters))
    assert 0 < pages[0] < bound
    assert pages[1] < 2 * pages[0], "the table has six times as many rows"
