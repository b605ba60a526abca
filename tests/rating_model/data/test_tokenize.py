"""An export to a folder that is the same each time."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from rating_model.data.corpus_file import CorpusFile
from rating_model.data.review_files import read_part
from rating_model.data.reviews_manifest import ReviewsManifest
from rating_model.data.shards import read_shards
from rating_model.data.tokenize import tokenize_reviews
from rating_model.options import RatingOptions
from tests.rating_fixtures import Row
from tests.rating_model.exported import write_export
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.tokens.tokenizer import PieceTokenizer
from text_models.tokens.tokenizer_store import TokenizerStore

PARTS = ("train", "evaluation")


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def tokenize(reviews: Path, options: RatingOptions, target: str = "tokenized") -> CorpusFile:
    root = reviews.parent
    return tokenize_reviews(reviews, root / target, root / "tokenizers", options)


def test_the_folder_holds_every_review_with_its_own_ids(
    phrases: list[Row], tiny: RatingOptions, tmp_path: Path
) -> None:
    extra = [(101, None, 5), (102, "this SOAP is love.", 5), (103, "&nbsp;", 1), (104, "\U0001f600", 3)]
    reviews = write_export(tmp_path / "reviews", phrases + extra)
    corpus = tokenize(reviews, tiny)
    folder = tmp_path / "tokenized"
    assert json.loads((folder / "corpus.json").read_text()) == asdict(corpus)
    manifest = ReviewsManifest.read(reviews)
    assert (corpus.version, corpus.counts, corpus.reference) == ("b1", manifest.counts, manifest.reference)
    assert (corpus.tokenizer, corpus.tokenizer_texts, corpus.max_tokens) == (1, corpus.counts["train"], 16)
    tokenizer = PieceTokenizer.load(folder / "spiece.model")
    assert tokenizer.model == (tmp_path / "tokenizers" / "1" / "spiece.model").read_bytes()
    for part in PARTS:
        exported = [tuple(row.values()) for batch in read_part(reviews, part) for row in batch.to_pylist()]
        expected = [
            (number, tokenizer.encode([text], max_tokens=16)[0], rating) for number, text, rating in exported
        ]
        found = [
            (int(row["review_id"]), row["input_ids"].tolist(), int(row["rating"]))
            for row in read_shards(folder, part).as_numpy_iterator()
        ]
        assert found == expected
        assert len(found) == corpus.counts[part] > 0
        assert sum(len(ids) for _, ids, _ in found) == corpus.tokens[part]


def test_the_tokenizer_learns_nothing_from_the_evaluation_part(
    phrases: list[Row], tiny: RatingOptions, tmp_path: Path
) -> None:
    everything = write_export(tmp_path / "all" / "reviews", phrases)
    tokenize(everything, tiny)
    learned = {row["review_id"] for batch in read_part(everything, "train") for row in batch.to_pylist()}
    train_only = [row for row in phrases if row[0] in learned]
    assert 0 < len(train_only) < 100
    tokenize(write_export(tmp_path / "train" / "reviews", train_only), tiny)
    models = [(tmp_path / name / "tokenized" / "spiece.model").read_bytes() for name in ("all", "train")]
    assert models[0] == models[1]


def test_running_twice_gives_the_same_bytes_and_replaces_the_folder(
    phrases: list[Row], tiny: RatingOptions, tmp_path: Path
) -> None:
    reviews = write_export(tmp_path / "reviews", phrases)
    tokenize(reviews, tiny)
    first = folder_bytes(tmp_path / "tokenized")
    (tmp_path / "tokenized" / "stranger").write_text("from an earlier run")
    TokenizerStore(tmp_path / "tokenizers").request_new()
    tokenize(reviews, tiny)
    assert folder_bytes(tmp_path / "tokenized") == first
    assert len(first) == 4


def test_the_next_version_keeps_the_tokenizer_unless_asked(
    phrases: list[Row], tiny: RatingOptions, tmp_path: Path
) -> None:
    tokenize(write_export(tmp_path / "r1", phrases), tiny)
    other = [(number, f"Quite another {text}", rating) for number, text, rating in phrases]
    second = write_export(tmp_path / "r2", other, version="b2")
    assert tokenize(second, tiny, "t2").tokenizer == 1
    TokenizerStore(tmp_path / "tokenizers").request_new()
    assert tokenize(second, tiny, "t3").tokenizer == 2
    assert tokenize(second, tiny, "t4").tokenizer == 2
    models = [(tmp_path / name / "spiece.model").read_bytes() for name in ("tokenized", "t2", "t3")]
    assert models[0] == models[1] != models[2]


def test_long_texts_are_cut_to_max_tokens(tiny: RatingOptions, tmp_path: Path) -> None:
    rows = [(number, f"word{number} " * 20_000, 5) for number in range(30)]
    corpus = tokenize(write_export(tmp_path / "reviews", rows), replace(tiny, max_tokens=5))
    assert sum(corpus.tokens.values()) == 150


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, None, 5), (2, "  ", 1)],
        [(1, "one text", 5)],
        [(number, f"text {number}", 5) for number in range(19)],
    ],
    ids=["none", "empty", "one", "nineteen"],
)
def test_too_few_texts_are_said_and_leave_no_tokenizer_behind(
    rows: list[Row], tiny: RatingOptions, tmp_path: Path
) -> None:
    reviews = write_export(tmp_path / "reviews", rows)
    with pytest.raises(TooFewTexts, match="at least 20 different texts"):
        tokenize(reviews, tiny)
    assert [path.name for path in tmp_path.iterdir()] == ["reviews"]


def test_one_class_is_enough_to_tokenize(tiny: RatingOptions, tmp_path: Path) -> None:
    corpus = tokenize(write_export(tmp_path / "reviews", [(n, f"text {n}", 5) for n in range(40)]), tiny)
    assert corpus.counts["train"] + corpus.counts["evaluation"] == 40


def test_a_folder_that_is_no_export_is_named(phrases: list[Row], tiny: RatingOptions, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"holds no export .manifest.json is missing"):
        tokenize(tmp_path / "nothing", tiny)
    reviews = write_export(tmp_path / "reviews", phrases)
    (reviews / "evaluation-00000-of-00001.parquet").unlink()
    with pytest.raises(FileNotFoundError, match="holds 0 of 1 `evaluation` shards"):
        tokenize(reviews, tiny)
    assert not (tmp_path / "tokenized").exists()
    (reviews / "manifest.json").write_text("{")
    with pytest.raises(ValueError, match=r"manifest\.json is damaged"):
        tokenize(reviews, tiny)


def test_a_corpus_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"holds no tokenized corpus .corpus.json is missing"):
        CorpusFile.read(tmp_path)
    for content in ("{", "[]", '{"version": "b1"}'):
        (tmp_path / "corpus.json").write_text(content)
        with pytest.raises(ValueError, match=r"corpus\.json is damaged"):
            CorpusFile.read(tmp_path)
