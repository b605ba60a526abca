"""One batch by itself: what is learned from it, and what it is judged by."""

from __future__ import annotations

from pathlib import Path

from rating_model.data.batch_export import export_batch
from rating_model.data.review_files import Row, read_part
from text_models.corpus.held_out import is_held_out
from text_models.corpus.training_sample import walk_start
from text_models.normalise import text_key


def sided(count: int, *, held_out: bool) -> list[str]:
    """So many texts of which the hash says which side they are on, in the order of the hash."""
    texts = [
        text for number in range(20 * count) if is_held_out(text_key(text := f"text {number}")) == held_out
    ]
    return sorted(texts[:count], key=text_key)


def rows(folder: Path, part: str) -> list[Row]:
    return [tuple(row.values()) for batch in read_part(folder, part) for row in batch.to_pylist()]


def test_whole_rows(tmp_path: Path) -> None:
    (judged,), learned = sided(1, held_out=True), sided(2, held_out=False)
    given: list[list[tuple[int, str | None, int]]] = [
        [(11, f" {learned[1].upper()}&nbsp;", 4), (12, judged, 5), (13, None, 1)],
        [(14, learned[1], 4), (15, learned[1], 1), (16, " ", 2), (17, learned[0], 3)],
    ]
    manifest = export_batch(tmp_path, given, batch_id="b1", run_id="r1", max_reviews=10, max_evaluation=10)
    assert rows(tmp_path, "new") == [
        (11, learned[1].upper(), 4), (12, judged, 5), (13, "", 1),
        (14, learned[1], 4), (15, learned[1], 1), (16, "", 2), (17, learned[0], 3),
    ]  # fmt: skip
    assert rows(tmp_path, "train") == [(17, learned[0], 3), (15, learned[1], 1), (11, learned[1].upper(), 4)]
    assert rows(tmp_path, "evaluation") == [(12, judged, 5)]
    assert manifest.counts == {
        "new": 7, "without_text": 2, "train": 3, "replayed": 0, "evaluation": 1, "texts": 3,
    }  # fmt: skip
    assert (manifest.version, manifest.batch_ids, manifest.run_ids, manifest.seen_batch_ids) == (
        "b1", ["b1"], ["r1"], ["b1"],
    )  # fmt: skip
    assert manifest.drift == {"champion": None, "warnings": []}


def test_both_limits_and_the_start_of_the_walk_which_is_the_batchs_own(tmp_path: Path) -> None:
    judged, learned = sided(30, held_out=True), sided(30, held_out=False)
    given = [[(number, text, 5) for number, text in enumerate(judged + learned)]]
    export_batch(tmp_path, given, batch_id="b7", run_id="r", max_reviews=4, max_evaluation=5)
    assert [text for _, text, _ in rows(tmp_path, "evaluation")] == judged[:5]
    start = walk_start("b7").hex
    walked = sorted(learned, key=lambda text: (text_key(text) < start, text_key(text)))
    assert [text for _, text, _ in rows(tmp_path, "train")] == sorted(walked[:4], key=text_key)
    assert len(rows(tmp_path, "new")) == 60


def test_a_batch_without_a_text_has_seen_no_batch(tmp_path: Path) -> None:
    manifest = export_batch(
        tmp_path, [[(1, None, 5)]], batch_id="b1", run_id="r", max_reviews=4, max_evaluation=5
    )
    assert (manifest.counts["new"], manifest.counts["texts"], manifest.seen_batch_ids) == (1, 0, [])
