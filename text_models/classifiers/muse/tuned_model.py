"""M-USE, fine-tuned: the rows and layers that were trained, on the rows that were not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from text_models.classifiers.saved.saved_state import SavedState
from text_models.classifiers.training_texts import Texts
from text_models.encoders.muse.muse_arrays import open_muse
from text_models.encoders.muse.muse_weights import BODY
from text_models.encoders.stored_encoder import require_same

if TYPE_CHECKING:
    from text_models.encoders.muse.muse_forward import MuseForward

LINKS = ("softmax", "sigmoid")


@dataclass(frozen=True)
class TunedMuseModel:
    """Scores linear in the sentence vector times sqrt(E), and in the highest of each token feature.

    `rows`, float16 (V, E), are those of the pieces `ids`, ascending, (V,), which training texts hold; other
    pieces keep the row that M-USE was published with. `body` are its layers' arrays by name. `kernel` has
    shape (2E + 3W, C), `bias` (C,): minus infinity for a label that no training text had.
    """

    encoder: Mapping[str, Any]
    ids: np.ndarray
    rows: np.ndarray
    body: Mapping[str, np.ndarray]
    kernel: np.ndarray
    bias: np.ndarray
    link: str

    kind: ClassVar[str] = "muse"
    libraries: Sequence[str] = ("scipy", "sentencepiece", "tensorflow")

    @cached_property
    def _forward(self) -> MuseForward:
        from text_models.encoders.muse.muse_body import MuseBody
        from text_models.encoders.muse.muse_forward import MuseForward

        muse = open_muse()
        require_same(muse.stored, self.encoder)
        return MuseForward(MuseBody(self.body, muse.epsilon), muse.width, with_highest=True)

    def probabilities(self, texts: Texts) -> np.ndarray:
        """Return the probabilities of C labels for N texts, shape (N, C)."""
        from scipy.special import expit, softmax

        muse = open_muse()
        found = self._forward(muse.pieces.encode(texts.normal), self._rows_of)
        features = np.concatenate([found.sentences * muse.width**0.5, found.highest], axis=1)
        scores = features.astype(np.float64) @ self.kernel + self.bias
        return np.asarray(expit(scores) if self.link == "sigmoid" else softmax(scores, axis=1))

    def _rows_of(self, pieces: np.ndarray) -> np.ndarray:
        rows = open_muse().rows(pieces)
        places = np.minimum(np.searchsorted(self.ids, pieces), len(self.ids) - 1)
        is_trained = self.ids[places] == pieces
        rows[is_trained] = self.rows[places[is_trained]]
        return rows

    def state(self) -> SavedState:
        """Return what `from_state` needs; rows that were not trained stay in the folder of encoders."""
        arrays = {"ids": self.ids, "rows": self.rows, "kernel": self.kernel, "bias": self.bias}
        arrays |= {f"body_{name}": array for name, array in self.body.items()}
        return SavedState({"link": self.link, "encoder": dict(self.encoder)}, arrays)

    @classmethod
    def from_state(cls, state: SavedState, labels: int) -> Self:
        """Return the model; raises ValueError when it is damaged or the encoder is not the one of then."""
        encoder = state.table("encoder")
        muse = open_muse()
        require_same(muse.stored, encoder)
        ids = state.indices("ids", (None,), lowest=0, below=len(muse.arrays["table"]))
        if not len(ids) or (np.diff(ids) <= 0).any():
            raise state.damaged("arrays.safetensors", "`ids` are none or do not ascend")
        return cls(
            encoder,
            ids,
            state.array("rows", (len(ids), muse.width)),
            {name: state.array(f"body_{name}", muse.arrays[name].shape) for name in BODY},
            state.array("kernel", (muse.width + muse.token_width, labels)),
            state.array("bias", (labels,)),
            state.text("link", LINKS),
        )
