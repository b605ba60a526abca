"""A pretrained ALBERT gets its texts as it was trained: the ids are those of transformers."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
import sentencepiece
from transformers import AlbertTokenizer

from text_models.tokens.normalizer import ALBERT_DEFAULT, QUOTES_ONLY, Normalizer, read_normalizer
from text_models.tokens.tokenizer import PieceTokenizer
from text_models.tokens.tokenizer_store import TokenizerStore, store_of_pretrained

TEXTS = [
    "A Café in Zürich, ``so'' THEY say.",
    "Déjà vu: THE LAMP broke, the lamp BROKE!",
    "Ångström ÅNGSTRÖM angstrom",
    "plain words of the lamp",
    "ΣΑΣ and Straße",
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """An ALBERT's directory whose SentencePiece model knows both cases and accents."""
    model = BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*TEXTS, *(text.lower() for text in TEXTS)] * 20), model_writer=model,
        model_type="unigram", vocab_size=120, hard_vocab_limit=False, normalization_rule_name="nmt_nfkc",
        character_coverage=1.0, pad_id=0, unk_id=1, bos_id=-1, eos_id=-1,
        user_defined_symbols=["[CLS]", "[SEP]", "[MASK]"], minloglevel=2,
    )  # fmt: skip
    folder = tmp_path / "albert"
    folder.mkdir()
    (folder / "spiece.model").write_bytes(model.getvalue())
    return folder


def ours(directory: Path, work: Path) -> PieceTokenizer:
    return TokenizerStore(store_of_pretrained(directory, work)).load(1).tokenizer


@pytest.mark.parametrize("accents", [True, False])
@pytest.mark.parametrize("lower_case", [True, False])
def test_ids_are_those_of_transformers(
    directory: Path, tmp_path: Path, lower_case: bool, accents: bool
) -> None:
    config = {"tokenizer_class": "AlbertTokenizer", "do_lower_case": lower_case, "keep_accents": accents}
    (directory / "tokenizer_config.json").write_text(json.dumps(config))
    theirs = AlbertTokenizer.from_pretrained(directory)(TEXTS)["input_ids"]
    assert ours(directory, tmp_path / "work").encode(TEXTS, max_tokens=128) == theirs


def test_what_is_not_said_is_transformers_default(directory: Path, tmp_path: Path) -> None:
    theirs = AlbertTokenizer.from_pretrained(directory)(TEXTS)["input_ids"]
    tokenizer = ours(directory, tmp_path / "work")
    assert tokenizer.normalizer == ALBERT_DEFAULT
    assert tokenizer.encode(TEXTS, max_tokens=128) == theirs


def test_it_goes_with_the_tokenizer(directory: Path, tmp_path: Path) -> None:
    tokenizer = ours(directory, tmp_path / "work")
    target = tmp_path / "tokenized"
    target.mkdir()
    tokenizer.save(target / "spiece.model")
    assert PieceTokenizer.load(target / "spiece.model") == tokenizer
    assert PieceTokenizer(tokenizer.model) != tokenizer


def test_ours_are_taken_as_they_are(tmp_path: Path) -> None:
    assert read_normalizer(tmp_path) == QUOTES_ONLY == Normalizer(lower_case=False, keep_accents=True)
    assert QUOTES_ONLY.normalize("``É''") == '"É"'


@pytest.mark.parametrize("content", ["{", "[]", "\xff"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer_config.json").write_text(content, encoding="latin-1")
    with pytest.raises(ValueError, match=r"tokenizer_config\.json is damaged \(.*\): expected a JSON object"):
        read_normalizer(tmp_path)
