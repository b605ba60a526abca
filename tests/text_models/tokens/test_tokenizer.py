"""Pieces and their ids, on a vocabulary small enough to know by heart."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor

from text_models.corpus.too_few_texts import TooFewTexts
from text_models.tokens.normalizer import quotes_made_one
from text_models.tokens.tokenizer import PieceTokenizer

# Three words without a letter in common, so that the pieces can be told without running the algorithm.
TEXTS = ["aab cd"] * 20 + ["cd aab"] * 20


@pytest.fixture(scope="module")
def tokenizer() -> PieceTokenizer:
    return PieceTokenizer.train(TEXTS, vocabulary_size=50, seed=1)


def test_the_special_pieces_have_the_ids_of_albert(tokenizer: PieceTokenizer) -> None:
    processor = SentencePieceProcessor(model_proto=tokenizer.model)
    assert [processor.id_to_piece(number) for number in range(5)] == [
        "<pad>",
        "<unk>",
        "[CLS]",
        "[SEP]",
        "[MASK]",
    ]
    assert (processor.pad_id(), processor.unk_id(), processor.bos_id(), processor.eos_id()) == (0, 1, -1, -1)


def test_texts_become_the_ids_of_their_words(tokenizer: PieceTokenizer) -> None:
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


def test_the_vocabulary_shrinks_to_what_the_texts_hold(tokenizer: PieceTokenizer) -> None:
    assert 7 <= tokenizer.vocabulary_size < 50


def test_training_twice_gives_the_same_bytes_and_reading_them_the_same_ids(
    tokenizer: PieceTokenizer, tmp_path: Path
) -> None:
    assert PieceTokenizer.train(TEXTS, vocabulary_size=50, seed=1).model == tokenizer.model
    tokenizer.save(tmp_path / "spiece.model")
    again = PieceTokenizer.load(tmp_path / "spiece.model")
    texts = ["aab aab cd", "dcba"]
    assert again.encode(texts, max_tokens=9) == tokenizer.encode(texts, max_tokens=9)


@pytest.mark.parametrize("texts", [["a"], ["\U0001f600"], ["x" * 100_000], ["\u597d" * 5_000]])
def test_a_corpus_of_one_strange_text_is_enough(texts: list[str]) -> None:
    tokenizer = PieceTokenizer.train(texts, vocabulary_size=8_000, seed=1)
    ids = tokenizer.encode(texts, max_tokens=128)[0]
    assert 2 < len(ids) <= 128
    assert 1 not in ids


@pytest.mark.parametrize("texts", [[], [""]])
def test_nothing_to_learn_from_is_said(texts: list[str]) -> None:
    with pytest.raises(TooFewTexts, match="no text to learn from: 0 training reviews"):
        PieceTokenizer.train(texts, vocabulary_size=50, seed=1, noun="reviews")


def test_another_file_is_no_tokenizer(tmp_path: Path) -> None:
    path = tmp_path / "spiece.model"
    path.write_text("no model")
    with pytest.raises(ValueError, match="is no SentencePiece model: tokenize the corpus again"):
        PieceTokenizer.load(path)


def test_quotation_marks_are_made_one_as_albert_makes_them() -> None:
    assert quotes_made_one("``so'' he said, isn't it") == '"so" he said, isn\'t it'


@pytest.fixture(scope="module")
def english() -> PieceTokenizer:
    words = ["the", "lamp", "is", "good", "and", "warm", "but", "its", "shade", "fell", "off", "after", "a"]
    chance = random.Random(1)
    return PieceTokenizer.train(
        [" ".join(chance.choices(words, k=12)) for _ in range(300)], vocabulary_size=60, seed=1
    )


LONG = {
    "words": "the lamp is good and warm " * 4_000,
    "one word": "lamp" * 25_000,
    "one word after others": "the lamp " + "x" * 50_000 + " good",
    "emoji": "\U0001f600" * 100_000,
    "emoji and spaces": "\U0001f600 \U0001f60d " * 10_000,
    "what is removed": "\u200b \u200b " * 5_000 + "the lamp is good",
    "quotation marks": "``lamp'' " * 3_000,
    "special pieces": "[CLS] [MASK][SEP] lamp " * 500,
    "no spaces": "\u597d\u706f" * 5_000,
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("max_tokens", [3, 16, 128])
def test_a_long_text_has_the_first_ids_of_the_whole(
    english: PieceTokenizer, name: str, max_tokens: int
) -> None:
    processor = SentencePieceProcessor(model_proto=english.model)
    whole = processor.encode(quotes_made_one(LONG[name]))
    assert english.encode([LONG[name], "lamp"], max_tokens=max_tokens)[0] == [2, *whole[: max_tokens - 2], 3]


@given(
    st.lists(
        st.text(st.sampled_from("the lamp\u0301\u200b\u3000.'`\U0001f600\u597d"), max_size=200), max_size=5
    )
)
@settings(deadline=None, max_examples=200)
def test_any_texts_have_the_first_ids_of_the_whole(english: PieceTokenizer, texts: list[str]) -> None:
    processor = SentencePieceProcessor(model_proto=english.model)
    expected = [[2, *processor.encode(quotes_made_one(text))[:8], 3] for text in texts]
    assert english.encode(texts, max_tokens=10) == expected
    ids, lengths = english.encode_joined(texts, max_tokens=10)
    assert ids.tolist() == [number for row in expected for number in row]
    assert lengths.tolist() == [len(row) for row in expected]


def test_many_texts_keep_their_order(english: PieceTokenizer) -> None:
    texts = [f"the lamp {number} is good" for number in range(3_000)]
    processor = SentencePieceProcessor(model_proto=english.model)
    assert english.encode(texts, max_tokens=64) == [[2, *ids, 3] for ids in processor.encode(texts)]
