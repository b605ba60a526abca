"""The tree of labels by which fastText's hierarchical softmax answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def huffman_signs(counts: Sequence[int]) -> np.ndarray:
    """Return how each of C labels is reached, shape (C, C - 1): 1, -1, or 0 for a node off its path.

    A label's probability is the product of sigmoid(sign x score) over the nodes on its path. `counts` are how
    often each label occurs, most frequent first, as fastText keeps them; the tree is built as it builds it:
    https://github.com/facebookresearch/fastText/blob/main/src/loss.cc (HierarchicalSoftmaxLoss::buildTree)
    """
    labels = len(counts)
    weights = [*map(int, counts), *[10**15] * (labels - 1)]
    parent, is_right = [-1] * len(weights), [False] * len(weights)
    leaf, node = labels - 1, labels
    for inner in range(labels, 2 * labels - 1):
        pair = []
        for _ in range(2):
            if leaf >= 0 and weights[leaf] < weights[node]:
                pair.append(leaf)
                leaf -= 1
            else:
                pair.append(node)
                node += 1
        weights[inner] = weights[pair[0]] + weights[pair[1]]
        parent[pair[0]] = parent[pair[1]] = inner
        is_right[pair[1]] = True
    signs = np.zeros((labels, max(labels - 1, 0)), np.int8)
    for label in range(labels):
        at = label
        while parent[at] >= 0:
            signs[label, parent[at] - labels] = 1 if is_right[at] else -1
            at = parent[at]
    return signs
