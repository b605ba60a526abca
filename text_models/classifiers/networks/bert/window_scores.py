"""What the windows of a long text say together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from text_models.tasks.task import Task


def places_of_any_part(task: Task) -> tuple[int, ...]:
    """Return the positions, among the task's labels in sorted order, of those that one part is enough for."""
    in_order = sorted(task.labels)
    return tuple(in_order.index(label) for label in task.any_part if label in in_order)


def probabilities_of_texts(
    scores: np.ndarray, owners: np.ndarray, any_part: Sequence[int], *, is_multi: bool
) -> np.ndarray:
    """Return the probabilities (N, C) of texts out of the scores (W, C) of their windows.

    `scores` are log-odds of each label when `is_multi`, else what softmax makes probabilities of. `owners`,
    ascending from 0 to N - 1, name each window's text. A text's log-odds are the mean of its windows'; for
    the labels of `any_part` they are the highest. Where a text has one label, and some are in `any_part`,
    it gets the probabilities of the window that is surest of these.
    """
    from scipy.special import expit, log_softmax, softmax

    starts = np.searchsorted(owners, np.arange(owners[-1] + 1))
    sizes = np.diff([*starts, len(owners)])[:, None]
    if is_multi:
        means = np.add.reduceat(scores, starts) / sizes
        highest = list(any_part)
        means[:, highest] = np.maximum.reduceat(scores, starts)[:, highest]
        return np.asarray(expit(means))
    shares = np.asarray(log_softmax(scores, axis=1))
    if not any_part:
        return np.asarray(softmax(np.add.reduceat(shares, starts) / sizes, axis=1))
    surest = np.exp(shares[:, list(any_part)]).sum(axis=1)
    # Of a text's windows the last in this order is the surest one.
    order = np.lexsort((surest, owners))
    return np.asarray(np.exp(shares[order[np.append(starts[1:], len(owners)) - 1]]))
