"""Pieces and their ids, on a vocabulary small enough to know by heart."""

from pathlib import Path

import pytest
from sentencepiece import SentencePieceProcessor

from rating_model.held_out import TooFewReviews
from rating_model.tokenizer import RatingTokenizer, quotes_made_one

# Three words without a letter in common, so that the pieces can be told without running the algorithm.
TEXTS = ["aab cd"] * 20 + ["cd aab"] * 20


@pytest.fixture(scope="module")
def tokenizer() -> RatingTokenizer:
    return RatingTokenizer.train(TEXTS, vocabulary_size=50, seed=1)


def test_the_special_pieces_have_the_ids_of_albert(tokenizer: RatingTokenizer) -> None:
    processor = SentencePieceProcessor(model_proto=tokenizer.model)
    assert [processor.id_to_piece(number) for number in range(5)] == [
        "<pad>",
        "<unk>",
        "[CLS]",
        "[SEP]",
        "[MASK]",
    ]
    assert (processor.pad_id(), processor.unk_id(), processor.bos_id(), processor.eos_id()) == (0, 1, -1, -1)


def test_texts_become_the_ids_of_their_words(tokenizer: RatingTokenizer) -> None:
    processor = SentencePieceProcessor(model_proto=tokenizer.model)
    aab, cd = processor.piece_to_id("\u2581aab"), processor.piece_to_id("\u2581cd")
    assert min(aab, cd) > 4
    assert tokenizer.encode(["aab cd", "CD  AAB", ""], max_tokens=16) == [
        [2, aab, cd, 3],
        [2, cd, aab, 3],
        [2, 3],
    ]
    assert tokenizer.encode(["aab cd aab"], max_tokens=4) == [[2, aab, cd, 3]]
    assert 1 in tokenizer.encode(["\U0001f600"], max_tokens=16)[0]


def test_the_vocabulary_shrinks_to_what_the_texts_hold(tokenizer: RatingTokenizer) -> None:
    assert 7 <= tokenizer.vocabulary_size < 50


def test_training_twice_gives_the_same_bytes_and_reading_them_the_same_ids(
    tokenizer: RatingTokenizer, tmp_path: Path
) -> None:
    assert RatingTokenizer.train(TEXTS, vocabulary_size=50, seed=1).model == tokenizer.model
    tokenizer.save(tmp_path / "spiece.model")
    again = RatingTokenizer.load(tmp_path / "spiece.model")
    texts = ["aab aab cd", "dcba"]
    assert again.encode(texts, max_tokens=9) == tokenizer.encode(texts, max_tokens=9, threads=1)


@pytest.mark.parametrize("texts", [["a"], ["\U0001f600"], ["x" * 100_000], ["\u597d" * 5_000]])
def test_a_corpus_of_one_strange_text_is_enough(texts: list[str]) -> None:
    tokenizer = RatingTokenizer.train(texts, vocabulary_size=8_000, seed=1)
    ids = tokenizer.encode(texts, max_tokens=128)[0]
    assert 2 < len(ids) <= 128
    assert 1 not in ids


@pytest.mark.parametrize("texts", [[], [""]])
def test_nothing_to_learn_from_is_said(texts: list[str]) -> None:
    with pytest.raises(TooFewReviews, match="no text to learn from: 0 training reviews"):
        RatingTokenizer.train(texts, vocabulary_size=50, seed=1)


def test_another_file_is_no_tokenizer(tmp_path: Path) -> None:
    path = tmp_path / "spiece.model"
    path.write_text("no model")
    with pytest.raises(ValueError, match="is no SentencePiece model: tokenize the corpus again"):
        RatingTokenizer.load(path)


def test_quotation_marks_are_made_one_as_albert_makes_them() -> None:
    assert quotes_made_one("``so'' he said, isn't it") == '"so" he said, isn\'t it'
