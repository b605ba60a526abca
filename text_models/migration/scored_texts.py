"""Stored answers as texts that a task can learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from text_models.corpus.split import Part
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.migration.stored_answers import StoredAnswer, in_language
from text_models.tasks.task import Task

HAS_FROM = 0.5
# Fewer say nothing in five folds.
FEWEST = 50


@dataclass(frozen=True)
class ScoredTexts:
    """N different texts with the scores, shape (N, C), of the task's labels.

    `task` has those labels alone that are attributes of at least half of the answers.
    """

    task: Task
    texts: tuple[str, ...]
    scores: np.ndarray
    left_out: Counter[str]

    @classmethod
    def of(cls, task: Task, answers: Sequence[StoredAnswer]) -> Self:
        """Return what there is to learn; a text that was asked several times has the mean of its scores.

        Left out, and counted, are answers in other languages than the task's, and those that lack one of the
        attributes. Raises TooFewTexts for fewer than 50 texts or two attributes.
        """
        own = in_language(answers, task.languages)
        labels = [
            label
            for label in task.labels
            if 2 * sum(label in answer.scores for answer in own) >= len(own) > 0
        ]
        whole = [answer for answer in own if all(label in answer.scores for label in labels)]
        left_out = Counter(
            {
                f"not in {', '.join(task.languages)} alone": len(answers) - len(own),
                "an attribute that most others have is missing": len(own) - len(whole),
            }
        )
        by_text: dict[str, list[list[float]]] = {}
        for answer in whole:
            by_text.setdefault(answer.text, []).append([answer.scores[label] for label in labels])
        if len(by_text) < FEWEST or len(labels) < 2:
            raise TooFewTexts(
                f"Task {task.name} needs {FEWEST} different {task.noun} with two or more of "
                f"{', '.join(task.labels)}. Received: {len(by_text)} with {', '.join(labels) or 'none'}."
            )
        scores = np.array([np.mean(of_text, axis=0) for of_text in by_text.values()])
        return cls(replace(task, labels=tuple(labels)), tuple(by_text), scores, +left_out)

    def scores_of(self, texts: Sequence[str]) -> np.ndarray:
        """Return the scores of some of the texts, in their order. Raises KeyError for another."""
        rows = {text: row for row, text in enumerate(self.texts)}
        return np.asarray(self.scores[[rows[text] for text in texts]])

    def labels(self) -> list[list[str]]:
        """Return the labels of each text: those whose score is .5 or more."""
        return [
            [label for label, score in zip(self.task.labels, row, strict=True) if score >= HAS_FROM]
            for row in self.scores.tolist()
        ]

    def task_texts(self, name: str) -> TaskTexts:
        """Return the texts as if they had been read from a training file of that name."""
        count = len(self.texts)
        return TaskTexts(
            identities=[f"{name}:{row}" for row in range(1, count + 1)],
            texts=list(self.texts),
            labels=self.labels(),
            authors=[None] * count,
            variants=[None] * count,
            languages=[self.task.languages[0]] * count,
            sources=["weak"] * count,
            weights=np.ones(count),
            given=[Part.TRAIN] * count,
        )
