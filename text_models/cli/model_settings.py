"""The settings of a command that trains models or asks them."""

from __future__ import annotations

from settings import Settings, load_settings
from text_models.encoders.encoder_folder import use_encoders


def load_model_settings() -> Settings:
    """Return the settings; the folder of encoders is known from now on, to processes of rungs too."""
    settings = load_settings()
    use_encoders(settings.encoders_dir)
    return settings
