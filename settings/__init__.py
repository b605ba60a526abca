"""Values in, typed objects out: the only reader of the environment."""

from settings.load import load_settings
from settings.secret_store import Secrets
from settings.settings import PostgresSettings, RatingSettings, Settings, SettingsError

__all__ = ["PostgresSettings", "RatingSettings", "Secrets", "Settings", "SettingsError", "load_settings"]
