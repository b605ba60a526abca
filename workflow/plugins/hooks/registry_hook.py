"""Talks to the registry of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.providers.postgres.hooks.postgres import PostgresHook
from sqlalchemy import URL

from storage.databases.database_encoding import ENCODING, in_utf8

if TYPE_CHECKING:
    from text_models.versions.registry import Registry

REGISTRY_CONNECTION = "rating_registry"


class RegistryHook(PostgresHook):
    """The registry in the database of connection `rating_registry`."""

    def __init__(self, connection_id: str = REGISTRY_CONNECTION) -> None:
        super().__init__(postgres_conn_id=connection_id)

    def registry(self, model_name: str, models_place: str) -> Registry:
        """The registry of a task's versions, which lie in `models_place`; its tables are not asked yet.

        Raises DatabaseEncodingError when the database is not in UTF-8.
        """
        from text_models.versions.registry import Registry

        in_utf8(self.get_conn()).close()
        given = self.get_connection(self.get_conn_id())
        # What the connection says of encryption holds for MLflow too.
        extra = {name: value for name, value in given.extra_dejson.items() if isinstance(value, str)}
        query = {name: extra[name] for name in extra.keys() - self.ignored_extra_options}
        uri = URL.create(
            "postgresql+psycopg2",
            given.login,
            given.password,
            given.host,
            given.port,
            given.schema,
            {**query, "client_encoding": ENCODING},
        )
        return Registry(uri.render_as_string(hide_password=False), model_name, models_place)
