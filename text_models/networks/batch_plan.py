"""Which texts make up each batch of a training run: a function of seed and step alone.

A resumed run therefore goes on with the very batches that the killed one would have had.
"""

from typing import NamedTuple

import numpy as np

from text_models.networks.encoded_texts import EncodedTexts

BATCHES_SORTED_TOGETHER = 50
# The id of padding, in every vocabulary.
PAD = 0


class Batch(NamedTuple):
    """Ids (B, L), padded on the right to the longest, and labels (B,), both int32."""

    input_ids: np.ndarray
    labels: np.ndarray


class BatchPlan:
    """The batches of N > 0 texts: of 50 batches' worth of shuffled ones, like lengths come together."""

    def __init__(self, texts: EncodedTexts, batch_size: int, seed: int) -> None:
        self._texts, self._batch_size, self._seed = texts, batch_size, seed
        self._starts = np.cumsum(texts.lengths) - texts.lengths
        self._epoch, self._batches = -1, list[np.ndarray]()

    @property
    def texts(self) -> int:
        """How many texts there are."""
        return len(self._texts.lengths)

    @property
    def batches_an_epoch(self) -> int:
        """How many batches one pass over the texts takes."""
        return -(-len(self._texts.lengths) // self._batch_size)

    def batch(self, step: int) -> Batch:
        """Return the batch of step 0, 1, …"""
        rows = self.rows(step)
        return Batch(self.padded_ids(rows), self._texts.labels[rows].astype(np.int32))

    def rows(self, step: int) -> np.ndarray:
        """Return the indices of the texts of step 0, 1, …"""
        epoch, number = divmod(step, self.batches_an_epoch)
        if epoch != self._epoch:
            self._epoch, self._batches = epoch, self._shuffled(epoch)
        return self._batches[number]

    def by_length(self, positions: int) -> list[np.ndarray]:
        """Return each text's index once, in batches of at most `positions` token positions."""
        order = np.argsort(self._texts.lengths, kind="stable")
        batches: list[np.ndarray] = []
        start = 0
        for end in range(1, len(order) + 1):
            is_full = end < len(order) and (end + 1 - start) * self._texts.lengths[order[end]] > positions
            if is_full or end == len(order):
                batches.append(order[start:end])
                start = end
        return batches

    def padding_share(self) -> float:
        """The share (0..1) of padding in all token positions of the first pass."""
        lengths = self._texts.lengths
        positions = sum(len(rows) * int(lengths[rows].max()) for rows in self._shuffled(0))
        return 1 - float(lengths.sum()) / positions

    def _shuffled(self, epoch: int) -> list[np.ndarray]:
        chance = np.random.default_rng((self._seed, epoch))
        order = chance.permutation(len(self._texts.lengths))
        together = self._batch_size * BATCHES_SORTED_TOGETHER
        sorted_parts = [
            part[np.argsort(self._texts.lengths[part], kind="stable")]
            for part in np.split(order, range(together, len(order), together))
        ]
        batches = [
            rows
            for part in sorted_parts
            for rows in np.split(part, range(self._batch_size, len(part), self._batch_size))
        ]
        return [batches[number] for number in chance.permutation(len(batches))]

    def padded_ids(self, rows: np.ndarray) -> np.ndarray:
        """Return the ids of texts by their index, (B, L) int32."""
        lengths = self._texts.lengths[rows]
        columns = np.arange(lengths.max())
        is_piece = columns < lengths[:, None]
        places = np.where(is_piece, self._starts[rows][:, None] + columns, 0)
        return np.where(is_piece, self._texts.input_ids[places], PAD).astype(np.int32)
