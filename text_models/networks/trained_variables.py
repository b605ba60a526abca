"""The variables of a training, as a state keeps them and gives them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from text_models.networks.adamw import AdamW
from text_models.networks.training_state import TrainingState


@dataclass(frozen=True)
class TrainedVariables:
    """Keras variables by name, and the optimizer that moves some of them."""

    named: Mapping[str, Any]
    optimizer: AdamW

    def keep(self, state: TrainingState) -> TrainingState:
        """Put weights and both moments into the state; return it."""
        for group, variables in self._groups().items():
            state.tensors |= {f"{group}/{name}": variable.numpy() for name, variable in variables.items()}
        return state

    def restore(self, state: TrainingState) -> None:
        """Take what `keep` put in, unless the state is that of the beginning."""
        if state.step:
            for group, variables in self._groups().items():
                for name, variable in variables.items():
                    variable.assign(state.tensors[f"{group}/{name}"])

    def keep_best(self, state: TrainingState) -> None:
        """Put the weights into the state as the best ones so far."""
        state.tensors |= {f"best/{name}": variable.value.numpy() for name, variable in self.named.items()}

    def take_best(self, state: TrainingState) -> None:
        """Take the best weights, if any were kept."""
        if state.best_loss is not None:
            for name, variable in self.named.items():
                variable.assign(state.tensors[f"best/{name}"])

    def _groups(self) -> dict[str, Mapping[str, Any]]:
        return {
            "weights": {name: variable.value for name, variable in self.named.items()},
            "first": self.optimizer.first,
            "second": self.optimizer.second,
        }
