"""The parts that a data report tells of."""

from __future__ import annotations

from text_models.corpus.protocol import LabelledRows, Protocol, split_rows
from text_models.corpus.split import Part, Split
from text_models.corpus.task_texts import TaskTexts
from text_models.corpus.text_groups import group_texts
from text_models.tasks.task import Task

# Fewer are not worth dealing out.
FEWEST_TEXTS = 20


def described_parts(task: Task, texts: TaskTexts) -> tuple[Split, bool]:
    """Return the part of each text, and whether parts were dealt out, as a comparison does it.

    Where files name development or test texts, their parts are those, equal texts in two of them or not.
    Fewer than 20 texts are all for training. Raises SplitError when an id is in two parts.
    """
    if set(texts.given) != {Part.TRAIN} or len(texts) < FEWEST_TEXTS:
        return Split(texts.identities, texts.given), False
    groups = group_texts(texts.texts, texts.authors).tolist()
    rows = LabelledRows(texts.identities, texts.labels, groups, variants=texts.variants)
    return split_rows(task, rows, Protocol.SPLIT), True
