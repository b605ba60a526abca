"""A corpus file to a folder that is the same each time."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from rating_model.held_out import TooFewReviews
from rating_model.options import RatingOptions
from rating_model.shards import read_shards
from rating_model.tokenize import read_corpus, tokenize_corpus
from rating_model.tokenizer import RatingTokenizer
from text_models.normalise import normalise_text


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_folder_holds_every_review_with_its_own_ids(phrases, write_corpus, tiny, tmp_path: Path) -> None:
    extra = [(101, None, 5), (102, "this SOAP is love.", 5), (103, "&nbsp;", 1)]
    report = tokenize_corpus(write_corpus(phrases + extra), tmp_path / "tokenized", tiny)
    counts = report.counts
    assert (counts["reviews"], counts["without_text"], counts["repeated"], counts["texts"]) == (
        103,
        2,
        1,
        100,
    )
    assert counts["train"] + counts["held_out"] == 100
    assert counts["held_out"] > 0
    assert json.loads((tmp_path / "tokenized" / "corpus.json").read_text()) == {
        "counts": counts,
        "vocabulary_size": report.vocabulary_size,
        "max_tokens": 16,
        "tokens": report.tokens,
    }
    tokenizer = RatingTokenizer.load(tmp_path / "tokenized" / "spiece.model")
    texts = {review_id: (normalise_text(text), rating) for review_id, text, rating in phrases}
    found = set()
    for part in ("train", "held_out"):
        rows = list(read_shards(tmp_path / "tokenized", part).as_numpy_iterator())
        assert len(rows) == counts[part]
        assert sum(len(row["input_ids"]) for row in rows) == report.tokens[part]
        for row in rows:
            text, rating = texts[int(row["review_id"])]
            assert row["input_ids"].tolist() == tokenizer.encode([text], max_tokens=16)[0]
            assert int(row["rating"]) == rating
            found.add(int(row["review_id"]))
    assert found == set(range(1, 101))


def test_the_tokenizer_learns_nothing_from_the_held_out_part(phrases, write_corpus, tiny, tmp_path) -> None:
    corpus = write_corpus(phrases)
    tokenize_corpus(corpus, tmp_path / "tokenized", tiny)
    held_out = {
        int(row["review_id"]) for row in read_shards(tmp_path / "tokenized", "held_out").as_numpy_iterator()
    }
    before = (tmp_path / "tokenized" / "spiece.model").read_bytes()
    train_only = [row for row in phrases if row[0] not in held_out]
    assert 0 < len(train_only) < 100
    tokenize_corpus(write_corpus(train_only), tmp_path / "tokenized", tiny)
    assert (tmp_path / "tokenized" / "spiece.model").read_bytes() == before


def test_running_twice_gives_the_same_bytes_and_replaces_the_folder(
    phrases, write_corpus, tiny, tmp_path
) -> None:
    target = tmp_path / "tokenized"
    tokenize_corpus(write_corpus(phrases), target, tiny)
    first = folder_bytes(target)
    (target / "stranger").write_text("from an earlier run")
    tokenize_corpus(write_corpus(reversed(phrases)), target, tiny)
    assert folder_bytes(target) == first
    assert len(first) == 4


def test_long_texts_are_cut_to_max_tokens(write_corpus, tiny: RatingOptions, tmp_path: Path) -> None:
    rows = [(number, f"word{number} " * 20_000, 5) for number in range(3)]
    report = tokenize_corpus(write_corpus(rows), tmp_path / "out", replace(tiny, max_tokens=5))
    assert sum(report.tokens.values()) == 15


def test_no_training_text_is_said_and_leaves_no_folder(write_corpus, tiny, tmp_path: Path) -> None:
    with pytest.raises(TooFewReviews, match="0 training reviews"):
        tokenize_corpus(write_corpus([(1, None, 5), (2, "  ", 1)]), tmp_path / "tokenized", tiny)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.parquet"]


def test_a_file_that_is_no_corpus_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corpus.parquet"
    path.write_bytes(b"PAR1 but no more")
    with pytest.raises(ValueError, match="is no whole Parquet file: export the reviews again"):
        list(read_corpus(path))
    parquet.write_table(pyarrow.table({"review_id": [1], "text": ["a"]}), path)
    with pytest.raises(ValueError, match=r"must have the columns .* Missing: review_text, rating"):
        list(read_corpus(path))
