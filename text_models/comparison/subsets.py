"""Some of the training texts, as a learning curve needs them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from text_models.corpus.strata import strata_of
from text_models.corpus.stratified_groups import deal_groups
from text_models.metrics.bootstrap import SEED
from text_models.tasks.labels import Labels
from text_models.tasks.task import Task


def subset_rows(
    task: Task, labels: Labels, groups: Sequence[str], size: int | None, *, seed: int = SEED
) -> np.ndarray:
    """Return the places of about `size` of N rows, in whole groups, each label with its share; None: all.

    There may be some more or fewer, as groups are not parted.
    """
    rows = len(groups)
    if size is None or size >= rows:
        return np.arange(rows)
    dealt = deal_groups(strata_of(task, labels), groups, (size, rows - size), seed=seed)
    return np.flatnonzero(dealt == 0)
