"""The tokenizer of e5 as the files that transformers' AutoTokenizer reads."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

from text_models.encoders.e5.e5_file import E5File

TOKENIZER_FILE, CONFIG_FILE = "tokenizer.json", "tokenizer_config.json"
# What its only purpose is to be trained on: the model's normaliser is wanted, not its pieces.
ANY_TEXTS = ("a b c d e f g h",) * 4
SPACES = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
MASK = "<mask>"


def write_tokenizer(file: E5File, folder: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json: a unigram model over the file's pieces and scores.

    Texts are normalised by SentencePiece's `nmt_nfkc`, runs of spaces become one, and `<s>` and `</s>`
    stand around each.
    """
    from tokenizers import Tokenizer

    names = {place: file.pieces[place] for place in file.special.values()}
    specials = sorted({**names, **_mask(file)}.items())
    content = {
        "version": "1.0",
        "added_tokens": [_added(place, token) for place, token in specials],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "Precompiled", "precompiled_charsmap": _nmt_nfkc()}, SPACES],
        },
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": "\u2581",
            "prepend_scheme": "always",
            "split": True,
        },
        "post_processor": _around(file, names),
        "decoder": {
            "type": "Metaspace",
            "replacement": "\u2581",
            "prepend_scheme": "always",
            "split": True,
        },
        "model": {
            "type": "Unigram",
            "unk_id": file.special["unk"],
            "vocab": list(zip(file.pieces, file.scores.tolist(), strict=True)),
            "byte_fallback": False,
        },
    }
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
    by_role = {f"{key}_token": names[place] for key, place in file.special.items()}
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        **by_role,
        "cls_token": by_role["bos_token"],
        "sep_token": by_role["eos_token"],
        **({"mask_token": MASK} if _mask(file) else {}),
        "model_max_length": file.sizes.positions,
        "clean_up_tokenization_spaces": False,
    }
    (folder / CONFIG_FILE).write_text(json.dumps(config, indent=2) + "\n")


def _mask(file: E5File) -> dict[int, str]:
    return {len(file.pieces) - 1: MASK} if file.pieces[-1] == MASK else {}


def _added(place: int, token: str) -> dict[str, object]:
    is_mask = token == MASK
    return {
        "id": place,
        "content": token,
        "single_word": False,
        "lstrip": is_mask,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _around(file: E5File, names: dict[int, str]) -> dict[str, object]:
    """What puts the first and the last token around a text."""
    bos, eos = names[file.special["bos"]], names[file.special["eos"]]
    first, last = ({"SpecialToken": {"id": token, "type_id": 0}} for token in (bos, eos))
    single = [first, {"Sequence": {"id": "A", "type_id": 0}}, last]
    pair = [*single, last, {"Sequence": {"id": "B", "type_id": 0}}, last]
    tokens = {
        token: {"id": token, "ids": [place], "tokens": [token]}
        for place, token in ((file.special["bos"], bos), (file.special["eos"], eos))
    }
    return {"type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": tokens}


def _nmt_nfkc() -> str:
    """The map of characters that SentencePiece has built in, in base 64."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(ANY_TEXTS),
        model_writer=trained,
        vocab_size=12,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    model = sentencepiece_model_pb2.ModelProto.FromString(trained.getvalue())
    return base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()
