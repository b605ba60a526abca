"""The normal forms that a task can declare, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from text_models.normal_forms.comment import normalise_comment
from text_models.normal_forms.spanish_tweet import normalise_spanish_tweet
from text_models.normal_forms.tagged_text import (
    normalise_tagged_sentences,
    normalise_tagged_text,
    normalise_tagged_words,
)
from text_models.normalise import normalise_text


@dataclass(frozen=True)
class NormalForm:
    """`apply` brings a text as it was written into the form; `libraries` can change what it returns.

    `words` names the form that keeps only words that tell something: no punctuation, stop words or numbers.
    Classifiers that count words read that one instead. `sentences` names the form that keeps case, marks and
    all words, in which sentences are what a pretrained encoder has read; encoders read that one.
    """

    name: str
    apply: Callable[[str], str]
    libraries: tuple[str, ...] = ()
    words: str | None = None
    sentences: str | None = None


NORMAL_FORMS = {
    form.name: form
    for form in (
        NormalForm("nfkc", normalise_text),
        NormalForm("comment", normalise_comment, sentences="nfkc"),
        NormalForm("sentiment-es", normalise_spanish_tweet, ("simplemma",), sentences="nfkc"),
        NormalForm(
            "tags", normalise_tagged_text, ("simplemma",), words="tags-words", sentences="tags-sentences"
        ),
        NormalForm("tags-sentences", normalise_tagged_sentences),
        NormalForm("tags-words", normalise_tagged_words, ("simplemma", "stopwordsiso")),
    )
}


def normal_form(name: str) -> NormalForm:
    """Return the normal form of this name. Raises ValueError, naming those that there are."""
    if name not in NORMAL_FORMS:
        raise ValueError(f"There is no normal form {name!r}; expected one of {', '.join(NORMAL_FORMS)}.")
    return NORMAL_FORMS[name]


def words_form(name: str) -> NormalForm:
    """Return the form that classifiers that count words read in place of `name`; mostly `name` itself."""
    form = normal_form(name)
    return normal_form(form.words) if form.words else form


def sentences_form(name: str) -> NormalForm:
    """Return the form that pretrained encoders read in place of `name`; mostly `name` itself."""
    form = normal_form(name)
    return normal_form(form.sentences) if form.sentences else form
