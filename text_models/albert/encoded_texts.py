"""Texts as the ids of their pieces, with their labels."""

from typing import NamedTuple

import numpy as np


class EncodedTexts(NamedTuple):
    """N texts with one label each, integers all of it.

    `input_ids` of all texts one after the other, shape (sum of lengths,); their `lengths`, `labels` and
    `ids` (the numbers by which their source knows them), each of shape (N,).
    """

    input_ids: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray
    ids: np.ndarray
