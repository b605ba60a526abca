"""What both trainers are given on standard input, and what each says at its end."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class RatingJob:
    """Reviews in `reviews` (.npz: input_ids one after the other, lengths, ratings 1..5), an ALBERT's sizes.

    `steps` are trained with `batch_size` reviews each; the first `warm_up` of them are not timed.
    """

    reviews: str
    steps: int
    warm_up: int
    batch_size: int
    vocabulary_size: int
    max_tokens: int
    layers: int
    hidden_dim: int
    heads: int
    intermediate_dim: int
    embedding_dim: int
    dropout: float
    precision: str = "auto"

    @classmethod
    def read(cls) -> RatingJob:
        """The job on standard input."""
        return cls(**json.load(sys.stdin))

    def as_json(self) -> str:
        """What `read` takes."""
        return json.dumps(asdict(self))

    def answer(self, seconds: float, reviews: int, positions: int) -> None:
        """Print the last line: what the timed steps took, how many reviews and token positions they held."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "reviews": reviews, "positions": positions, "peak_mb": peak}))
