"""Scores in PostgreSQL and in the Redshift stand-in: what is unscored, and each answer once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from amzn_review.batch.asked_scores import AskedScores
from amzn_review.postgres.text_scores import PostgresScores
from amzn_review.redshift.tables import recreate_tables
from amzn_review.redshift.text_scores import RedshiftScores
from storage.bucket import Bucket
from storage.databases.table_statistics import MANY_ROWS
from tests.amzn_review.load_site import LoadSite
from tests.amzn_review.scores_on_both import BothScores, answer, fault, row
from tests.conftest import SQL_DIR
from tests.redshift_site import RedshiftSite
from workflow.sql_paths import POSTGRES, REDSHIFT, check_names

pytestmark = pytest.mark.aws
ANY = AskedScores("mood", "v1", ())
ENGLISH = AskedScores("mood", "v1", ("en",))
SPANISH = AskedScores("mood", "v1", ("es",))


@pytest.fixture(params=["postgres", "redshift"])
def both(request: pytest.FixtureRequest) -> BothScores:
    if request.param == "redshift":
        site: RedshiftSite = request.getfixturevalue("redshift_site")
        recreate_tables(site.session)
        made = BothScores(RedshiftScores(site.session, Bucket(site.bucket), site.role), site.run, True)
    else:
        here: LoadSite = request.getfixturevalue("site")
        made = BothScores(PostgresScores(here.address.connect, SQL_DIR), asking(here), False)
    made.fill()
    return made


def asking(site: LoadSite) -> Any:
    def query(statement: str) -> list[tuple[Any, ...]]:
        with site.address.connect(autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    return query


def test_what_is_not_scored_of_batches_or_of_all(both: BothScores) -> None:
    def unscored(kind: str, asked: AskedScores, batches: list[str] | None) -> list[tuple[Any, ...]]:
        return sorted(both.scores.unscored(kind, asked, batches))

    assert both.scores.batches_of(["r1", "r2", "none"]) == ["b1", "b2", "b3"]
    assert both.scores.batches_of([]) == []
    assert unscored("reviews", ENGLISH, ["b1"]) == [(1, "en", None, "quiet"), (2, "en", None, "grumpy")]
    assert unscored("reviews", SPANISH, ["b1"]) == []
    assert unscored("reviews", ANY, []) == []
    assert unscored("documents", SPANISH, ["b3"]) == [(1, "ES_mx", None, "doc 1"), (3, None, None, "doc 3")]
    assert unscored("documents", ENGLISH, None) == [(2, "en", None, "doc 2"), (3, None, None, "doc 3")]
    both.scores.store("c", [answer(True, 1), answer(False, 2)])
    both.scores.store("c", [answer(True, 2, version="v2")])
    assert unscored("reviews", ANY, None) == [(2, "en", None, "grumpy"), (3, "en", None, "dancing")]
    assert [text_id for text_id, *_ in unscored("documents", ANY, None)] == [1, 3]


def test_whole_rows_each_once_however_often_they_are_stored(both: BothScores) -> None:
    rows = [answer(True, 2), answer(True, 1), fault(3), answer(False, 1), answer(True, 99), answer(False, 99)]
    assert both.scores.store("c", rows) == 4
    unread = (None, 3, "mood", "v1", None, None, None, "no number in 'x\\\t☃'", None, "b3", "r9")
    expected = [row(True, 1, "b1"), row(True, 2, "b1"), row(False, 1, "b3"), unread]
    assert both.stored() == expected
    again = [answer(True, 1, run="r10"), answer(False, 1, run="r10"), answer(True, 3, run="r10")]
    assert both.scores.store("c", again) == 1
    expected.insert(2, row(True, 3, "b2", run="r10"))
    assert both.stored() == expected
    assert both.scores.store("c", [answer(True, 1, version="v2")]) == 1
    assert len(both.stored()) == 6
    assert both.scores.store("c", []) == 0


def test_two_at_once_write_each_row_once(both: BothScores) -> None:
    """In opposite orders, which would be a circle of locks if the statement kept them."""
    rows = [answer(True, number) for number in (1, 2, 3)] + [answer(False, number) for number in (1, 2, 3)]
    counts: list[int] = []
    began = threading.Barrier(2)

    def store(mine: list[tuple[object, ...]]) -> None:
        began.wait()
        counts.append(both.scores.store("c", mine))

    both_at_once = [threading.Thread(target=store, args=(mine,)) for mine in (rows, rows[::-1])]
    for thread in both_at_once:
        thread.start()
    for thread in both_at_once:
        thread.join()
    assert sum(counts) == 6
    assert both.stored() == [
        *(row(True, number, batch) for number, batch in ((1, "b1"), (2, "b1"), (3, "b2"))),
        *(row(False, number, "b3") for number in (1, 2, 3)),
    ]


def test_a_store_that_is_killed_leaves_nothing_and_the_next_one_all(site: LoadSite) -> None:
    both = BothScores(PostgresScores(site.address.connect, SQL_DIR), asking(site), False)
    both.fill()
    child = os.fork()
    if child == 0:
        both.scores.store("c", killing())
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert both.stored() == []
    assert both.scores.store("c", [answer(True, 1), answer(True, 2)]) == 2
    assert both.stored() == [row(True, 1, "b1"), row(True, 2, "b1")]


def killing() -> Iterator[tuple[object, ...]]:
    yield answer(True, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def test_each_check_finds_what_breaks_its_fact_and_nothing_else(both: BothScores) -> None:
    both.scores.store("c", [answer(True, 1), answer(False, 2), fault(3)])
    sql = REDSHIFT if both.is_redshift else POSTGRES

    def found(run: str = "r9") -> dict[str, list[tuple[Any, ...]]]:
        names = check_names("scores", sql)
        rows = {name: both.check(sql.path(f"checks/scores/{name}.sql"), run) for name in names}
        return {name: returned for name, returned in rows.items() if returned}

    assert found() == {}
    if both.is_redshift:
        both.query("insert into review_scores select * from review_scores")
        assert found() == {"a_text_is_scored_once": [(1, None, "mood", "v1", 4)]}
        both.query("delete from review_scores")
    else:
        both.query("alter table review_scores drop constraint review_scores_score_check")
    both.query("update document_scores set batch_id = 'b1' where document_id = 2")
    assert found() == {"scores_name_their_texts": [(None, 2, "mood", "v1", "b1")]}
    both.query("update document_scores set batch_id = 'b3' where document_id = 2")
    both.query("delete from review_scores")
    both.scores.store("c", [answer(True, 1)])
    both.query("update review_scores set score = 1.5")
    assert found() == {"a_score_is_a_probability_or_a_fault": [(1, None, "mood", "v1", 1.5, None)]}
    assert found("another run") == {}


def test_what_many_answers_fill_is_known_to_the_planner_at_once(site: LoadSite) -> None:
    query = asking(site)
    query(
        "insert into documents (content_key, task, text, source_record, original, original_row, batch_id, "
        "source_key, line_number) select md5(number::text)::uuid, 'mood', 'doc ' || number, '{}', 'o', "
        f"number, 'b', 'documents/mood/1.json.gz', number from generate_series(1, {MANY_ROWS}) as number"
    )
    documents = [number for (number,) in query("select document_id from documents")]
    scores = PostgresScores(site.address.connect, SQL_DIR)
    assert scores.store("c", [answer(False, number) for number in documents]) == MANY_ROWS
    known = "select reltuples from pg_class where relname = 'document_scores'"
    assert query(known) == [(MANY_ROWS,)]
