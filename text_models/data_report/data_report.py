"""The data report: rows, labels, lengths, words and what is there twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

import numpy as np

from text_models.corpus.split import Part, Split
from text_models.corpus.split_summary import PARTS
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.text_groups import group_texts
from text_models.data_report.word_coverage import (
    MissingWords,
    VocabularySize,
    count_words,
    missing_words,
    unknown_by_size,
)
from text_models.normal_forms.lemmas import has_lemmas, lemmatise
from text_models.normal_forms.normal_form import NormalForm, words_form
from text_models.normal_forms.stop_words import has_stop_words, stop_words
from text_models.normalise import normalise_text, text_key
from text_models.reading.contradictions import find_contradictions
from text_models.tasks.task import Kind, Task

FREQUENT = 20
LEMMAS = "simplemma"
LETTER = re.compile(r"[^\W\d_]")
SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
OTHERS = (Part.DEV, Part.TEST)


class Lengths(NamedTuple):
    """The shortest of some texts, the 5, 25, 50, 75 and 95 % points, and the longest."""

    shortest: int
    p5: int
    p25: int
    median: int
    p75: int
    p95: int
    longest: int

    @classmethod
    def of(cls, lengths: Iterable[int]) -> Self:
        """Return the points of N > 0 lengths; each is a length that occurs."""
        return cls(*np.quantile(list(lengths), SHARES, method="lower").astype(int).tolist())


@dataclass(frozen=True)
class DataReport:
    """What there is to know of a task's texts; parts are train, dev and test.

    `rows` by part; `labels` by part and label; `variants` by variant and label, empty without any.
    `characters` and `words` are lengths. `labels_per_text` counts texts by their number of labels.
    `frequent` are the words of the normal form that most texts hold, stop words apart, with the texts.
    `equal` rows have a text that an earlier row has, `near_equal` rows more are as good as equal to another;
    `contradicting` texts stand in `contradicting_rows` with different labels. `missing` are the words of a
    part that training lacks, `missing_normal` those of the normal form, `missing_lemmas` its lemmas, empty
    without lemmas of the task's one language or where the normal form holds them; `unknown` those beyond a
    vocabulary of the normal form, of development and test together.
    """

    task: str
    normal_form: str
    rows: dict[str, int]
    labels: dict[str, dict[str, int]]
    variants: dict[str, dict[str, int]]
    characters: Lengths
    words: Lengths
    labels_per_text: dict[int, int]
    frequent: list[tuple[str, int]]
    equal: int
    near_equal: int
    contradicting: int
    contradicting_rows: int
    missing: dict[str, MissingWords]
    missing_normal: dict[str, MissingWords]
    missing_lemmas: dict[str, MissingWords]
    unknown: list[VocabularySize]
    is_dealt: bool

    @classmethod
    def of(cls, task: Task, texts: TaskTexts, split: Split, *, is_dealt: bool) -> DataReport:
        """Return the report of N > 0 texts; `is_dealt`: the parts are made, not named by files."""
        form = words_form(task.normal_form)
        parts = {part: texts.take(split.rows(part)) for part in PARTS}
        keys = [text_key(text) for text in texts.texts]
        found = find_contradictions(texts)
        plain = {part: count_words(own.texts, normalise_text) for part, own in parts.items()}
        normal = {part: count_words(own.texts, form.apply) for part, own in parts.items()}
        return cls(
            task=task.name,
            normal_form=form.name,
            rows={part.value: len(own) for part, own in parts.items()},
            labels={part.value: _label_counts(task, own.labels) for part, own in parts.items()},
            variants=_by_variant(task, texts),
            characters=Lengths.of(len(text) for text in texts.texts),
            words=Lengths.of(len(text.split()) for text in texts.texts),
            labels_per_text=_labels_per_text(task, texts.labels),
            frequent=_frequent(texts, task, form.apply),
            equal=len(keys) - len(set(keys)),
            near_equal=len(set(keys)) - len(set(group_texts(texts.texts).tolist())),
            contradicting=found.texts if found else 0,
            contradicting_rows=found.rows if found else 0,
            missing={part.value: missing_words(plain[Part.TRAIN], plain[part]) for part in OTHERS},
            missing_normal={part.value: missing_words(normal[Part.TRAIN], normal[part]) for part in OTHERS},
            missing_lemmas=_missing_lemmas(task, form, parts),
            unknown=unknown_by_size(normal[Part.TRAIN], normal[Part.DEV] + normal[Part.TEST]),
            is_dealt=is_dealt,
        )

    def as_json(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        content = asdict(self)
        for name in ("characters", "words"):
            content[name] = getattr(self, name)._asdict()
        for name in ("missing", "missing_normal", "missing_lemmas"):
            content[name] = {part: found._asdict() for part, found in getattr(self, name).items()}
        content["unknown"] = [size._asdict() for size in self.unknown]
        content["frequent"] = [{"word": word, "texts": texts} for word, texts in self.frequent]
        return content


def _sets(labels: Sequence[Any]) -> list[list[str]]:
    return [[label] if isinstance(label, str) else list(label) for label in labels]


def _label_counts(task: Task, labels: Sequence[Any]) -> dict[str, int]:
    counts = Counter(label for own in _sets(labels) for label in own)
    return {label: counts[label] for label in task.labels}


def _by_variant(task: Task, texts: TaskTexts) -> dict[str, dict[str, int]]:
    names = sorted({variant for variant in texts.variants if variant is not None})
    return {
        name: _label_counts(
            task,
            [label for label, variant in zip(texts.labels, texts.variants, strict=True) if variant == name],
        )
        for name in names
    }


def _labels_per_text(task: Task, labels: Sequence[Any]) -> dict[int, int]:
    if task.kind is not Kind.MULTI:
        return {}
    return dict(sorted(Counter(len(own) for own in _sets(labels)).items()))


def _missing_lemmas(task: Task, form: NormalForm, parts: Mapping[Part, TaskTexts]) -> dict[str, MissingWords]:
    language = task.languages[0].partition("-")[0] if len(task.languages) == 1 else ""
    if not has_lemmas(language) or LEMMAS in form.libraries:
        return {}

    def lemmas(text: str) -> str:
        return lemmatise(form.apply(text).casefold(), language)

    counts = {part: count_words(own.texts, lemmas) for part, own in parts.items()}
    return {part.value: missing_words(counts[Part.TRAIN], counts[part]) for part in OTHERS}


def _frequent(texts: TaskTexts, task: Task, apply: Any) -> list[tuple[str, int]]:
    languages = {language.partition("-")[0] for language in task.languages}
    left_out = {word for language in filter(has_stop_words, languages) for word in stop_words(language)}
    counts: Counter[str] = Counter()
    for text in texts.texts:
        counts.update(set(count_words([text], apply)))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [item for item in ranked if LETTER.search(item[0]) and item[0] not in left_out][:FREQUENT]
