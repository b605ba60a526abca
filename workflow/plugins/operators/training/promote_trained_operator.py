"""Makes a version of a spread ladder champion if the gate lets it through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook
from workflow.plugins.operators.training.ladder_places import LadderPlaces

if TYPE_CHECKING:
    from text_models.versions.registry import Registry
    from text_models.versions.version_folder import VersionFolder


class PromoteTrainedOperator(BaseOperator):
    """Records the version of the plan below `work` in the task's registry; promotes it or says why not.

    The registry learns, too, that the version's test texts were opened. Safe to repeat.
    """

    template_fields = ("work", "models_dir")

    def __init__(self, *, work: str, models_dir: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work = work
        self.models_dir = models_dir

    def execute(self, context: Context) -> dict[str, Any]:
        """Whether the version is champion now (`is_promoted`), and why (`reason`, one sentence)."""
        from text_models.training.spread.ladder_plan import LadderPlan
        from text_models.versions.champion import CHAMPION_FILE
        from text_models.versions.model_store import fetch_models
        from text_models.versions.promotion import finish_promotion, promote_if_better
        from text_models.versions.version_folder import VersionFolder
        from workflow.plugins.hooks.registry_hook import RegistryHook

        with StorageHook().artifact_session() as here:
            plan = LadderPlan.read(here.read(LadderPlaces(self.work).parts))
            registry = RegistryHook().registry(plan.task.name, self.models_dir)
            standing = registry.champion()
            models = fetch_models(here, self.models_dir, plan.version, *([standing] if standing else []))
            finish_promotion(registry, models)
            decision = promote_if_better(plan.task, registry, models, plan.version)
            self._note_opening(registry, VersionFolder.read(models, plan.version))
            here.push(f"{self.models_dir}/{CHAMPION_FILE}")
        self.log.info("%s", decision.reason)
        return decision._asdict()

    def _note_opening(self, registry: Registry, version: VersionFolder) -> None:
        """Once for a version, whatever is cleared; when its texts were opened before, that is said."""
        from text_models.versions.events.opening import OpenedFile, Opening, earlier_openings

        known = registry.openings()
        if any(version.name in opening.models for opening in known):
            return
        opened = [OpenedFile(file["name"], file["sha256"]) for file in version.model["files"]]
        if earlier := earlier_openings(known, opened):
            self.log.warning(
                "Test texts out of the same labels were opened %d times before, last on %s by %s.",
                len(earlier),
                earlier[-1].at[:10],
                earlier[-1].by,
            )
        rows = version.evaluation["rows"]
        registry.note_opening(Opening.now("text_models_train", rows, opened, [version.name]))
