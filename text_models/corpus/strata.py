"""Which labels each text has, as a split is stratified by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from text_models.metrics.metric import RowBlock
from text_models.tasks.labels import Labels, truth_of
from text_models.tasks.task import Kind, Task


def strata_of(task: Task, labels: Labels, variants: Sequence[str] | None = None) -> RowBlock:
    """Return a one for each label of each of N texts, shape (N, C), sparse; with variants (N, V * C).

    With variants, a label is another one in each of them, so that each variant is stratified by itself, and
    a column more a variant says that a text is of it. Raises ValueError for a label that is none of the
    task's.
    """
    from scipy.sparse import csr_array, hstack

    truth = truth_of(task, labels)
    if task.kind is Kind.MULTI:
        strata = csr_array(truth, dtype=np.float64)
    else:
        places = (np.arange(len(truth)), truth)
        strata = csr_array((np.ones(len(truth)), places), (len(truth), len(task.labels)))
    if variants is None:
        return strata
    of_row = np.asarray(variants, dtype=str)
    blocks = []
    for variant in sorted(set(of_row.tolist())):
        is_of_it = csr_array((of_row == variant).astype(np.float64)[:, None])
        blocks += [strata * is_of_it, is_of_it]
    return csr_array(hstack(blocks, format="csr"))
