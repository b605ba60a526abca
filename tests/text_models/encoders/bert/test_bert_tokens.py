"""Windows of texts: all tokens, in order, cut where sentences end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.text_models.encoders.bert.tiny_bert import pieces_of, write_tiny_bert
from text_models.encoders.bert.bert_tokens import BertTokens, Windows

PIECES = pieces_of("bert")


@pytest.fixture
def tokens(tmp_path: Path) -> BertTokens:
    return BertTokens.read(write_tiny_bert(tmp_path))


def read(windows: Windows) -> list[tuple[int, str]]:
    """Each window's text and its pieces, without what stands around them."""
    found = []
    for ids, owner in zip(windows.ids, windows.owners.tolist(), strict=True):
        pieces = [PIECES[place] for place in ids.tolist()]
        assert (pieces[0], pieces[-1]) == ("[CLS]", "[SEP]")
        found.append((owner, " ".join(pieces[1:-1])))
    return found


def test_short_texts_are_one_window_each(tokens: BertTokens) -> None:
    windows = tokens.windows(["good soap", "", "ugly lamp!"], 12)
    assert read(windows) == [(0, "good soap"), (1, ""), (2, "ugly lamp !")]


CUTS = [
    ("good soap. ugly lamp. the day", ["good soap .", "ugly lamp .", "the day"]),
    ("good soap? the day! ugly", ["good soap ?", "the day ! ugly"]),
    ('a "good soap." ugly lamp', ["a [UNK] good soap", ". [UNK] ugly lamp"]),
    ("good soap 3.5 ugly lamp", ["good soap 3 .", "5 ugly lamp"]),
    ("good soap ugly lamp broken radio", ["good soap ugly lamp", "broken radio"]),
    ("abcdefghij", ["a ##b ##c ##d", "##e ##f ##g ##h", "##i ##j"]),
    ("good abcd ugly", ["good", "a ##b ##c ##d", "ugly"]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_a_long_text_is_cut_at_sentences_else_at_words(
    text: str, expected: list[str], tokens: BertTokens
) -> None:
    windows = tokens.windows(["soap", text, "lamp"], 6)
    assert read(windows) == [(0, "soap"), *((1, piece) for piece in expected), (2, "lamp")]
    # Nothing is lost.
    whole = tokens.tokenizer.encode(text, add_special_tokens=False).ids
    assert np.concatenate([ids[1:-1] for ids in windows.ids[1:-1]]).tolist() == whole


def test_what_looks_like_a_special_token_is_text(tokens: BertTokens) -> None:
    (ids,) = tokens.windows(["good [SEP] soap"], 64).ids
    assert ids.tolist().count(PIECES.index("[SEP]")) == 1


def test_a_prompt_stands_before_each_window(tmp_path: Path) -> None:
    tokens = BertTokens.read(write_tiny_bert(tmp_path), "query: ")
    windows = tokens.windows(["good soap ugly lamp"], 6)
    assert [piece for _, piece in read(windows)] == ["query : good soap", "query : ugly lamp"]


def test_odd_texts_have_windows(tokens: BertTokens) -> None:
    odd = ["\ud800 half", "\x00", "\u041c\u0430\u0301", "\U0001f600" * 200]
    assert sorted(set(tokens.windows(odd, 16).owners.tolist())) == [0, 1, 2, 3]


def test_a_folder_without_a_tokenizer_is_a_sentence(tmp_path: Path) -> None:
    folder = write_tiny_bert(tmp_path)
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ValueError, match="holds no tokenizer that can be read"):
        BertTokens.read(folder)


def test_no_room_for_a_text_is_a_sentence(tokens: BertTokens) -> None:
    with pytest.raises(ValueError, match="2 tokens leave no room for a text"):
        tokens.windows(["good"], 2)
