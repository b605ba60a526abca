"""A tokenizer is trained once, then kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

import pytest

from text_models.corpus.too_few_texts import TooFewTexts
from text_models.tokens.tokenizer_store import TokenizerStore, store_of_pretrained


class Training(TypedDict):
    """How a tokenizer is trained."""

    vocabulary_size: int
    seed: int


TINY = Training(vocabulary_size=200, seed=13)
FIRST, SECOND = ["aab cd"] * 20, ["efg hij klm"] * 20


@pytest.fixture
def store(tmp_path: Path) -> TokenizerStore:
    return TokenizerStore(tmp_path / "tokenizers")


def contents(store: TokenizerStore) -> dict[str, bytes]:
    return {
        path.relative_to(store.folder).as_posix(): path.read_bytes()
        for path in store.folder.rglob("*")
        if path.is_file()
    }


def no_texts() -> Iterator[str]:
    """Texts that nobody may read."""
    raise AssertionError("the texts were read")
    yield ""


def test_the_first_corpus_trains_it_and_later_ones_use_it(store: TokenizerStore) -> None:
    first = store.for_version("b1", FIRST, **TINY)
    assert (first.number, first.texts, store.numbers()) == (1, 20, [1])
    kept = contents(store)
    assert json.loads(kept.pop("1/tokenizer.json")) == {
        "trained_for": "b1", "texts": 20, "vocabulary_size": first.tokenizer.vocabulary_size, "seed": 13,
    }  # fmt: skip
    assert kept == {"1/spiece.model": first.tokenizer.model}
    later = store.for_version("b2", no_texts(), vocabulary_size=50, seed=13)
    assert (later.number, later.tokenizer.model) == (1, first.tokenizer.model)


def test_a_new_one_only_on_request_and_once_a_version(store: TokenizerStore) -> None:
    store.for_version("b1", FIRST, **TINY)
    before = contents(store)
    store.request_new()
    second = store.for_version("b2", SECOND, **TINY)
    assert (second.number, store.numbers()) == (2, [1, 2])
    assert before.items() <= contents(store).items()
    # A retry of b2, and one that was killed before its request was taken away.
    assert store.for_version("b2", no_texts(), **TINY).number == 2
    store.request_new()
    assert store.for_version("b2", no_texts(), **TINY).number == 2
    assert store.for_version("b3", no_texts(), **TINY).tokenizer.model == second.tokenizer.model
    assert store.load(1).tokenizer.model == before["1/spiece.model"]


def test_more_than_nine_are_ordered_as_numbers(store: TokenizerStore) -> None:
    for number in range(1, 12):
        store.request_new()
        assert store.for_version(f"b{number}", FIRST, **TINY).number == number
    assert store.numbers() == list(range(1, 12))


def test_nothing_to_learn_from_leaves_nothing(store: TokenizerStore) -> None:
    with pytest.raises(TooFewTexts):
        store.for_version("b1", [], **TINY)
    assert store.numbers() == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("tokenizer.json", None, "There is no whole tokenizer 1 in .*tokenizer.json is missing"),
        ("tokenizer.json", b"{", "tokenizer.json is damaged"),
        ("tokenizer.json", b"{}", "tokenizer.json is damaged .*texts"),
        ("spiece.model", b"no model", "spiece.model is no SentencePiece model"),
        ("spiece.model", None, "spiece.model is missing"),
    ],
)
def test_a_damaged_one_is_named(store: TokenizerStore, name: str, content: bytes | None, reason: str) -> None:
    store.for_version("b1", FIRST, **TINY)
    path = store.folder / "1" / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        store.load(1)
    with pytest.raises(ValueError, match="There is no whole tokenizer 7"):
        store.load(7)


def test_a_pretrained_albert_brings_its_own(store: TokenizerStore, tmp_path: Path) -> None:
    own = store.for_version("b1", FIRST, **TINY).tokenizer.model
    directory = tmp_path / "albert"
    directory.mkdir()
    with pytest.raises(ValueError, match=r"albert is no directory of an ALBERT: spiece\.model is missing\."):
        store_of_pretrained(directory, tmp_path / "work")
    (directory / "spiece.model").write_bytes(own)
    for _ in range(2):
        other = TokenizerStore(store_of_pretrained(directory, tmp_path / "work"))
        assert other.for_version("b2", no_texts(), **TINY).tokenizer.model == own
