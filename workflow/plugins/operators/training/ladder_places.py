"""Where the tasks of one training hand over to each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LadderPlaces:
    """Places below `work`, a folder of the storage for one training, a path or s3://bucket/key."""

    work: str

    @property
    def texts(self) -> str:
        """All texts and the plan: the test part is nowhere else."""
        return f"{self.work}/texts"

    @property
    def parts(self) -> str:
        """The texts that the rungs learn from, and the plan."""
        return f"{self.work}/parts"

    @property
    def folds(self) -> str:
        """Probabilities out of fold."""
        return f"{self.work}/folds"

    def rung(self, name: str) -> str:
        """What became of a rung and seed."""
        return f"{self.work}/rungs/{name}"

    def states(self, name: str) -> str:
        """What the fit of a rung and seed goes on from."""
        return f"{self.work}/states/{name}"
