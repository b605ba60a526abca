"""An encoder with its tokenizer, opened once a process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from text_models.encoders.bert.bert_config import FILE, BertConfig
from text_models.encoders.bert.bert_encoder import BertEncoder
from text_models.encoders.bert.bert_tokens import BertTokens
from text_models.encoders.bert.bert_weights import BertWeights
from text_models.encoders.bert.chosen_bert import USUAL, WEIGHTS, chosen_folder, missing_folder
from text_models.encoders.bert.mapped_tensors import MappedTensors
from text_models.encoders.encoder_folder import EncoderError
from text_models.encoders.stored_encoder import open_encoder, require_same

PROMPTS = "config_sentence_transformers.json"
# What a text's states depend on, of the files that a folder may hold.
FILES = (
    FILE,
    WEIGHTS,
    PROMPTS,
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
)


@dataclass(frozen=True)
class OpenedBert:
    """An encoder, its tokenizer, and what a model that was trained on it keeps to ask for it again."""

    encoder: BertEncoder
    tokens: BertTokens
    identity: Mapping[str, str]


def open_bert(identity: Mapping[str, Any] | None = None) -> OpenedBert:
    """Return the encoder to read with, or the one of this `identity`.

    Raises EncoderError when it is missing, or another lies in its place.
    """
    named = chosen_folder()
    if identity is None:
        return _of_folder(named) if named else _of_name(USUAL)
    if "folder" not in identity:
        require_same(open_encoder(str(identity.get("name"))), identity)
        return _of_name(str(identity.get("name")))
    for folder in filter(None, (Path(str(identity["folder"])), named)):
        if not missing_folder(folder):
            opened = _of_folder(folder)
            if opened.identity["sha256"] == identity.get("sha256"):
                return opened
    raise EncoderError(
        f"The model was trained on the encoder of {identity['folder']} with SHA-256 "
        f"{identity.get('sha256')}, which is not there. Bring it back, or name where it lies now by "
        "--encoder."
    )


def _of_name(name: str) -> OpenedBert:
    stored = open_encoder(name)
    return _opened(stored.folder, tuple(stored.identity().items()))


def _of_folder(folder: Path) -> OpenedBert:
    if missing := missing_folder(folder):
        raise EncoderError(missing)
    files = [folder / name for name in FILES if (folder / name).is_file()]
    changed = tuple((file, file.stat().st_size, file.stat().st_mtime_ns) for file in files)
    identity = {"name": folder.name, "folder": str(folder), "sha256": _digest(changed)}
    return _opened(folder, tuple(identity.items()))


@cache
def _digest(files: tuple[tuple[Path, int, int], ...]) -> str:
    """One hash over names and contents; size and time of a file tell whether it has to be read again."""
    lines = []
    for file, _, _ in files:
        with file.open("rb") as content:
            lines.append(f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {file.name}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def _opened(folder: Path, identity: tuple[tuple[str, str], ...]) -> OpenedBert:
    config = BertConfig.read(folder)
    weights = BertWeights.of(MappedTensors.open(folder / WEIGHTS), config)
    tokens = BertTokens.read(folder, _prompt(folder / PROMPTS))
    if tokens.size > config.rows:
        raise EncoderError(
            f"{folder}: its tokenizer has {tokens.size:,} pieces, its table {config.rows:,} rows."
        )
    return OpenedBert(BertEncoder(config, weights), tokens, dict(identity))


def _prompt(path: Path) -> str:
    """What the folder says is put before a text."""
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else {}
        prompt = (found.get("prompts") or {}).get(found.get("default_prompt_name") or "", "")
    except (OSError, ValueError, AttributeError) as error:
        raise EncoderError(f"{path} is damaged ({error}): bring it again.") from error
    return str(prompt or "")
