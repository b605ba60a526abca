"""Values in, typed objects out: the only reader of the environment."""

from settings.load import load_settings
from settings.secret_store import Secrets
from settings.settings import (
    LoadSettings,
    PostgresSettings,
    RatingSettings,
    RedisSettings,
    Settings,
    SettingsError,
)

__all__ = [
    "LoadSettings",
    "PostgresSettings",
    "RatingSettings",
    "RedisSettings",
    "Secrets",
    "Settings",
    "SettingsError",
    "load_settings",
]
