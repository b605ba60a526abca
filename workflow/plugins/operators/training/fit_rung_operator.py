"""Fits one rung of a ladder with one seed."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.operators.training.ladder_places import LadderPlaces


class FitRungOperator(BaseOperator):
    """Reads the parts below `work` and leaves there what became of the rung and seed of `step`.

    Needs the storage alone. A result that is there whole is not fitted again; a network goes on from its last
    state. `encoders_dir` is the folder of encoders on the worker's own machine.
    """

    template_fields = ("work",)

    def __init__(self, *, work: str, step: dict[str, Any], encoders_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work = work
        self.step = step
        self.encoders_dir = encoders_dir

    def execute(self, context: Context) -> str:
        """The name of the rung and seed. Raises AirflowSkipException, with the reason, when it is skipped."""
        from pathlib import Path

        from text_models.encoders.encoder_folder import use_encoders
        from text_models.training.spread.ladder_plan import LadderPlan, RungStep
        from text_models.training.spread.run_step import StepPlaces, run_step

        use_encoders(Path(self.encoders_dir))
        step, places = RungStep(**self.step), LadderPlaces(self.work)
        target, states = places.rung(step.name), places.states(step.name)
        with StorageHook().artifact_session() as here:
            parts = here.read(places.parts)
            here.read_if_there(target)
            found = StepPlaces(parts, here.write(target), here.read_if_there(states))
            result = run_step(LadderPlan.read(parts), step, found, states_written=lambda: here.push(states))
        if not result.is_done:
            raise AirflowSkipException(f"{step.name} is skipped: {result.reason}")
        return step.name
