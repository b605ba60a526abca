"""Which words a network with attention looks at, by offsets into the text as it was written."""

from __future__ import annotations

from difflib import SequenceMatcher

from text_models.classifiers.classifier import TextClassifier
from text_models.classifiers.explanation import Part, parts_of
from text_models.classifiers.fitted_classifier import FittedClassifier
from text_models.classifiers.networks.network_model import NetworkModel
from text_models.networks.vocabulary import words_of
from text_models.normal_forms.normal_form import NormalForm, normal_form


def attention(classifier: TextClassifier, text: str) -> list[Part]:
    """Return (start, end, weight) for each part of `text` that a network with attention has read, in order.

    Weights are 0 or more and sum to 1 over the words that were read; a text without a word has none. A word
    that the normal form has changed, so that no part of the text alone becomes it, counts for the part before
    it. Raises ValueError for a classifier that has no attention.
    """
    if isinstance(classifier, FittedClassifier) and isinstance(classifier.model, NetworkModel):
        return _attention(classifier.model, normal_form(classifier.normal_form), text)
    raise ValueError(f"Classifier {classifier.name} weights no words: it has no attention.")


def _attention(model: NetworkModel, form: NormalForm, text: str) -> list[Part]:
    shown = form.apply(text)
    words = words_of(shown)[: model.vocabulary.longest]
    if not words:
        return []
    weights = model.attention(shown)[: len(words)]
    places = parts_of(text)
    of_parts = [words_of(form.apply(text[start:end])) for start, end in places]
    owners = [number for number, found in enumerate(of_parts) for _ in found]
    sums = [0.0] * len(places)
    for word, part in enumerate(_owners(words, [word for found in of_parts for word in found], owners)):
        sums[part] += float(weights[word])
    return [(*place, weight) for place, weight in zip(places, sums, strict=True) if weight > 0]


def _owners(words: list[str], alone: list[str], owners: list[int]) -> list[int]:
    """The part of each word that was read: `alone` are the words of the parts one by one, `owners` whose."""
    found = [-1] * len(words)
    for one, other, length in SequenceMatcher(None, words, alone, autojunk=False).get_matching_blocks():
        found[one : one + length] = owners[other : other + length]
    last = 0
    for word, part in enumerate(found):
        last = found[word] = part if part >= 0 else last
    return found
