"""The numbers that shape a training run. Importing this module imports nothing heavy."""

from dataclasses import dataclass

HEADS = ("softmax", "ordinal")
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class RatingOptions:
    """Sizes and rates of the rating model; the defaults train on a few thousand reviews in about a minute.

    `max_tokens` counts [CLS] and [SEP]. `head` is "softmax" (five classes) or "ordinal" (four thresholds).
    `epochs` is cut, to no less than one, so that a run has no more than `max_steps` steps of `batch_size`
    reviews. `peak_learning_rate` is reached after `warm_up_steps` steps (in a run of fewer than ten times as
    many, after a tenth of the run) and falls to 0 along a straight line. `initializer_range` is the standard
    deviation of the fresh weights. `stopping_share` of the TRAINING texts decide when to stop: after
    `patience` evaluations in a row without a gain. `warm_start`: begin with the champion's weights if they
    fit. `precision` of the matrix products: "auto" is bfloat16 where that is faster. A state to resume from
    is written every `checkpoint_seconds`. Raises ValueError for what cannot be worked with.
    """

    max_reviews: int = 20_000
    vocabulary_size: int = 8_000
    max_tokens: int = 128
    head: str = "softmax"
    layers: int = 2
    hidden_dim: int = 128
    heads: int = 4
    intermediate_dim: int = 512
    embedding_dim: int = 128
    dropout: float = 0.1
    initializer_range: float = 0.04
    warm_start: bool = True
    epochs: int = 6
    max_steps: int = 2_000
    batch_size: int = 16
    peak_learning_rate: float = 5e-4
    warm_up_steps: int = 60
    weight_decay: float = 0.01
    stopping_share: float = 0.05
    patience: int = 3
    precision: str = "auto"
    checkpoint_seconds: float = 30.0
    seed: int = 13

    def __post_init__(self) -> None:
        for name, lowest in _LOWEST.items():
            if not getattr(self, name) >= lowest:
                raise ValueError(f"`{name}` must be at least {lowest}. Received: {getattr(self, name)}")
        for name in ("peak_learning_rate", "initializer_range"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"`{name}` must lie between 0 and 1. Received: {getattr(self, name)}")
        for name in ("dropout", "weight_decay", "stopping_share"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(f"`{name}` must be 0 or more and below 1. Received: {getattr(self, name)}")
        for name, known in (("head", HEADS), ("precision", PRECISIONS)):
            if getattr(self, name) not in known:
                raise ValueError(
                    f"`{name}` must be one of {', '.join(known)}. Received: {getattr(self, name)}"
                )
        if self.hidden_dim % self.heads:
            raise ValueError(
                f"`hidden_dim` must be a multiple of `heads`. Received: {self.hidden_dim} and {self.heads}"
            )


_LOWEST = {
    "max_reviews": 1,
    "vocabulary_size": 10,
    "max_tokens": 3,
    "layers": 1,
    "hidden_dim": 1,
    "heads": 1,
    "intermediate_dim": 1,
    "embedding_dim": 1,
    "epochs": 1,
    "max_steps": 1,
    "batch_size": 1,
    "warm_up_steps": 0,
    "patience": 1,
    "checkpoint_seconds": 0,
    "seed": 0,
}
