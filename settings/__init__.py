"""Values in, typed objects out: the only reader of the environment."""

from settings.aws_settings import RedshiftSettings, S3Settings
from settings.load import load_settings
from settings.own_process import prepare_process
from settings.secret_store import Secrets
from settings.settings import (
    ClimateSettings,
    LoadSettings,
    PostgresSettings,
    RatingSettings,
    RedisSettings,
    Settings,
    StreamSettings,
)
from settings.settings_error import SettingsError

__all__ = [
    "ClimateSettings",
    "LoadSettings",
    "PostgresSettings",
    "RatingSettings",
    "RedisSettings",
    "RedshiftSettings",
    "S3Settings",
    "Secrets",
    "Settings",
    "SettingsError",
    "StreamSettings",
    "load_settings",
    "prepare_process",
]
