"""The registry, for a command that asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from settings import Settings
    from text_models.versions.registry import Registry


def open_registry(settings: Settings, task: str) -> Registry:
    """The registry of a task's model in PostgreSQL. Raises ServiceError when nobody answers there."""
    from services.postgres.databases import registry_address
    from text_models.versions.registry import Registry

    address = registry_address(settings)
    # Now, in one sentence: MLflow would try again and again, and then show where it stood in its code.
    address.connect().close()
    return Registry(address.uri("postgresql+psycopg2"), task)
