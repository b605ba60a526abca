"""Talks to the registry of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.providers.postgres.hooks.postgres import PostgresHook
from sqlalchemy import URL

if TYPE_CHECKING:
    from text_models.versions.registry import Registry

REGISTRY_CONNECTION = "rating_registry"


class RegistryHook(PostgresHook):
    """The registry in the database of connection `rating_registry`."""

    def __init__(self, connection_id: str = REGISTRY_CONNECTION) -> None:
        super().__init__(postgres_conn_id=connection_id)

    def registry(self, model_name: str, models_place: str) -> Registry:
        """The registry of a task's versions, which lie in `models_place`; nothing is asked of it yet."""
        from text_models.versions.registry import Registry

        given = self.get_connection(self.get_conn_id())
        uri = URL.create(
            "postgresql+psycopg2", given.login, given.password, given.host, given.port, given.schema
        )
        return Registry(uri.render_as_string(hide_password=False), model_name, models_place)
