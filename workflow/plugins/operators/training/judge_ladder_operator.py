"""Chooses the best rung of a ladder and judges the version that it makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowFailException

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.operators.training.ladder_places import LadderPlaces


class JudgeLadderOperator(BaseOperator):
    """Reads the results of all rungs below `work`, writes the version into its folder below `models_dir`.

    Needs the storage alone: the champion is the one that champion.json names. The test part is opened here.
    """

    template_fields = ("work", "models_dir")

    def __init__(self, *, work: str, models_dir: str, encoders_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work = work
        self.models_dir = models_dir
        self.encoders_dir = encoders_dir

    def execute(self, context: Context) -> str:
        """The version. Raises AirflowFailException, which names each rung, when none was fitted."""
        from text_models.encoders.encoder_folder import use_encoders
        from text_models.training.spread.judge_ladder import choose_of_ladder, judge_ladder
        from text_models.training.spread.ladder_plan import LadderPlan
        from text_models.training.standing_champion import standing_champion
        from text_models.versions.code_version import code_version
        from text_models.versions.model_store import fetch_models

        places = LadderPlaces(self.work)
        use_encoders(Path(self.encoders_dir))
        with StorageHook().artifact_session() as here:
            texts = here.read(places.texts)
            plan = LadderPlan.read(texts)
            models = fetch_models(here, self.models_dir, plan.version)
            folders = {step: here.read_if_there(places.rung(step.name)) for step in plan.steps}
            try:
                ladder = choose_of_ladder(plan, texts, folders, self.log.info)
            except ValueError as error:
                raise AirflowFailException(str(error)) from error
            here.write(f"{self.models_dir}/{plan.version}")
            version = judge_ladder(
                plan,
                ladder,
                models,
                standing_champion(plan.task, models, self.log.warning),
                code_version=code_version(),
                folds=here.read_if_there(places.folds),
                report=self.log.info,
            )
        self.log.info("%s", version.evaluation["first_line"])
        return version.name
