"""Makes the new version of the rating model champion if the gate lets it through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Context


class PromoteOperator(BaseOperator):
    """Records `version` of the folder `models_dir` in the registry, and promotes it or says why not.

    Safe to repeat.
    """

    template_fields = ("version",)

    def __init__(self, *, models_dir: str, version: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.models_dir = models_dir
        self.version = version

    def execute(self, context: Context) -> dict[str, Any]:
        """Whether the version is champion now (`is_promoted`), and why (`reason`, one sentence)."""
        from rating_model.promotion import consider
        from workflow.plugins.hooks.registry_hook import RegistryHook

        decision = consider(RegistryHook().registry(), Path(self.models_dir), self.version)
        self.log.info("%s", decision.reason)
        return decision._asdict()
