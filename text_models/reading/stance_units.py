"""What is judged at once: a text, all that an author wrote, or what authors say of themselves."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.normal_forms.marks import MENTION, URL
from text_models.normalise import text_key
from text_models.reading.read_texts import BadTextsError

FEWEST_WORDS = 3
_WORD = re.compile(r"\w+")


class Unit(StrEnum):
    """What gets one label.

    `TEXT`: a text. `AUTHOR_K`: k texts of an author, by the mean of their log-odds; rungs learn from texts,
    see `text_models.ladder.author_curve`. `AUTHOR`: all texts of an author as one document. `DESCRIPTION`:
    what the author says of himself, which a layout names as the text.
    """

    TEXT = "text"
    AUTHOR_K = "author-k"
    AUTHOR = "author"
    DESCRIPTION = "description"


def units_of(texts: TaskTexts, unit: Unit, notes: list[str]) -> TaskTexts:
    """Return what a rung learns from and answers; what is set aside is counted in `notes` by its reason.

    Raises BadTextsError when nothing is left, or the texts of an author are in two parts.
    """
    if unit is Unit.AUTHOR:
        found = _authors(texts, notes)
    elif unit is Unit.DESCRIPTION:
        found = _descriptions(texts, notes)
    else:
        return texts
    if not len(found):
        raise BadTextsError(f"None of {len(texts):,} texts is left as unit {unit}: {'; '.join(notes)}.")
    return found


def _authors(texts: TaskTexts, notes: list[str]) -> TaskTexts:
    """One document for each author, under the id of the first text; an author of two labels is set aside."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for row, author in enumerate(texts.authors):
        if author is not None:
            rows_of[author].append(row)
    set_aside = Counter({"text without an author": sum(author is None for author in texts.authors)})
    firsts, documents = [], []
    for rows in rows_of.values():
        parts: set[Part] = {texts.given[row] for row in rows}
        if len(parts) > 1:
            raise BadTextsError(
                f"{texts.identities[rows[0]]} is of an author whose texts are in the parts "
                f"{', '.join(sorted(parts))}; expected one: put all texts of an author into one file."
            )
        if len({_set_of(texts.labels[row]) for row in rows}) > 1:
            set_aside["author with two labels"] += 1
            continue
        firsts.append(rows[0])
        documents.append("\n".join(texts.texts[row] for row in rows))
    _note(set_aside, notes)
    return replace(texts.take(firsts), texts=documents)


def _descriptions(texts: TaskTexts, notes: list[str]) -> TaskTexts:
    set_aside: Counter[str] = Counter()
    seen: set[str] = set()
    kept = []
    for row, text in enumerate(texts.texts):
        key = text_key(text)
        if reason := why_no_description(text):
            set_aside[reason] += 1
        elif key in seen:
            set_aside["description equal to one before"] += 1
        else:
            seen.add(key)
            kept.append(row)
    _note(set_aside, notes)
    return texts.take(kept)


def why_no_description(text: str) -> str | None:
    """Return why a description says nothing: it is empty, links and names alone, or too short; else None."""
    if not text.strip():
        return "empty description"
    words = _WORD.findall(MENTION.sub(" ", URL.sub(" ", text)))
    if not words:
        return "description of links, names and signs alone"
    if len(words) < FEWEST_WORDS:
        return f"description of fewer than {FEWEST_WORDS} words"
    return None


def _note(set_aside: Counter[str], notes: list[str]) -> None:
    notes += [f"set aside, {reason}: {count:,}" for reason, count in set_aside.items() if count]


def _set_of(labels: str | Collection[str]) -> frozenset[str]:
    return frozenset([labels] if isinstance(labels, str) else labels)
