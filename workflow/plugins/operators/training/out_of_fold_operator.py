"""Makes probabilities out of fold by the best rung of a ladder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.operators.training.ladder_places import LadderPlaces


class OutOfFoldOperator(BaseOperator):
    """Reads the results of all rungs below `work`, and leaves there the best one's answers out of fold."""

    template_fields = ("work",)

    def __init__(self, *, work: str, encoders_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work = work
        self.encoders_dir = encoders_dir

    def execute(self, context: Context) -> str:
        """The folder. Raises AirflowSkipException when none are asked for, or none can be made."""
        from text_models.encoders.encoder_folder import use_encoders
        from text_models.training.spread.judge_ladder import choose_of_ladder
        from text_models.training.spread.ladder_plan import LadderPlan, RungStep
        from text_models.training.spread.run_step import run_folds

        places = LadderPlaces(self.work)
        use_encoders(Path(self.encoders_dir))
        with StorageHook().artifact_session() as here:
            plan = LadderPlan.read(here.read(places.parts))
            if not plan.folds:
                raise AirflowSkipException("No probabilities out of fold are asked for: param folds is 0.")
            folders = {step: here.read_if_there(places.rung(step.name)) for step in plan.steps}
            try:
                best = choose_of_ladder(plan, here.read(places.texts), folders, self.log.info).best
            except ValueError as error:
                raise AirflowSkipException(f"There is no rung to ask. {error}") from error
            if best is None:
                raise AirflowSkipException("A constant is best, which answers every text alike.")
            step = RungStep(best.result.rung, best.result.seed)
            target, parts = here.write(places.folds), here.path(places.parts)
            reason = run_folds(plan, step, best.figures.options, parts, target)
        if reason:
            raise AirflowSkipException(f"{step.name} gave no probabilities out of fold: {reason}")
        return places.folds
