"""Makes the new version of a task's model champion if the gate lets it through."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from workflow.plugins.hooks.storage_hook import StorageHook


class PromoteOperator(BaseOperator):
    """Records `version` of the folder `models_dir` in the task's registry; promotes it or says why not.

    Safe to repeat.
    """

    template_fields = ("version",)

    def __init__(self, *, text_task: str, models_dir: str, version: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.text_task = text_task
        self.models_dir = models_dir
        self.version = version

    def execute(self, context: Context) -> dict[str, Any]:
        """Whether the version is champion now (`is_promoted`), and why (`reason`, one sentence)."""
        from text_models.pipelines.declared_pipelines import load_pipeline
        from text_models.versions.champion import CHAMPION_FILE
        from text_models.versions.model_store import fetch_models
        from text_models.versions.promotion import promote_if_better
        from workflow.plugins.hooks.registry_hook import RegistryHook

        task = load_pipeline(self.text_task).task()
        registry = RegistryHook().registry(self.text_task, self.models_dir)
        with StorageHook().artifact_session() as here:
            standing = registry.champion()
            models = fetch_models(here, self.models_dir, self.version, *([standing] if standing else []))
            decision = promote_if_better(task, registry, models, self.version)
            here.push(f"{self.models_dir}/{CHAMPION_FILE}")
        self.log.info("%s", decision.reason)
        return decision._asdict()
