"""Words for groups of people, and the texts that name them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from errors import SentenceError


class TermsError(SentenceError):
    """A file of terms cannot be read; ``str()`` is one sentence."""


def read_terms(file: Path) -> tuple[str, ...]:
    """Return the terms of a TOML file, `terms = ["…"]`, in lower case, each once. Raises TermsError."""
    try:
        terms = tomllib.loads(file.read_text(encoding="utf-8"))["terms"]
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise TermsError(
            f'{file} cannot be read as identity terms ({error}): expected TOML with terms = ["…"].'
        ) from error
    if (
        not isinstance(terms, list)
        or not terms
        or not all(isinstance(it, str) and it.strip() for it in terms)
    ):
        raise TermsError(f'{file} names no terms: expected terms = ["…"], at least one, none of them empty.')
    return tuple(dict.fromkeys(term.strip().lower() for term in terms))


def naming_texts(texts: Sequence[str], term: str) -> np.ndarray:
    """Return which of N texts hold the term as whole words, in any case; bool, shape (N,)."""
    words = r"\s+".join(re.escape(word) for word in term.split())
    found = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    return np.fromiter((found.search(text) is not None for text in texts), dtype=bool, count=len(texts))
