"""The hashtags of a text as its labels, and texts without the words that would give their labels away."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import replace

from text_models.corpus.task_texts import TaskTexts
from text_models.normal_forms.marks import URL
from text_models.normal_forms.stop_words import stop_words
from text_models.tasks.task import Task

LANGUAGE = "en"
HASHTAG = re.compile(r"(?<![\w&])#(\w+)")
_WORD = re.compile(r"#?\w+")


def hashtags_of(text: str, language: str | None = None) -> list[str]:
    """Return the hashtags of a text, each once, in their order: lower case, letters alone, no stop words.

    What is no letter is taken out of a tag: `#SXSW_2011` is `sxsw`. Stop words are those of the language, as
    ISO 639-1, else English ones. What looks like a tag within a link is none.
    """
    stops = stop_words(language.partition("-")[0] if language else LANGUAGE)
    found = (_letters(tag[1]) for tag in HASHTAG.finditer(URL.sub(" ", html.unescape(text))))
    return list(dict.fromkeys(tag for tag in found if tag and tag not in stops))


def mask_labels(task: Task, texts: TaskTexts, notes: list[str]) -> TaskTexts:
    """Return the texts without the words that are labels of the task, and count those that held no other.

    Words of every label go from every text, not those of its own labels alone: else a word that stays would
    say that the text does not have that label, and a text whose labels are to be predicted could not be
    masked.
    """
    masked = [mask_words(text, task.labels) for text in texts.texts]
    kept = [row for row, text in enumerate(masked) if text]
    if left_out := len(texts) - len(kept):
        held = "text held" if left_out == 1 else "texts held"
        notes.append(f"{left_out:,} {held} nothing but words that are labels: left out")
    return replace(texts, texts=masked).take(kept)


def mask_words(text: str, labels: Collection[str]) -> str:
    """Return `text` without the words and hashtags that are one of the labels, in upper or lower case.

    `#SXSW_2011` goes with label sxsw, as it is that hashtag. A label of several words goes where they stand
    beside each other.
    """
    words = {label.casefold() for label in labels}
    for phrase in sorted((word for word in words if not word.isalnum()), key=lambda word: (-len(word), word)):
        pattern = r"\s+".join(re.escape(part) for part in phrase.split())
        text = re.sub(rf"(?<!\w)#?{pattern}(?!\w)", " ", text, flags=re.IGNORECASE)

    def keep(found: re.Match[str]) -> str:
        token = found[0]
        is_label = token.removeprefix("#").casefold() in words
        return " " if is_label or (token.startswith("#") and _letters(token) in words) else token

    return " ".join(_WORD.sub(keep, text).split())


def _letters(tag: str) -> str:
    return "".join(character for character in tag.lower() if character.isalpha())
