"""How one value of the environment is read: its form, its bounds, and the sentence when it has neither."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from settings.settings_error import SettingsError

_PLACE_IN_A_BUCKET = re.compile(
    r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/(?!\.\.?(/|$))[\w.=-]+)*/?", re.ASCII
)


def folder(values: Mapping[str, str], name: str, default: str, project_root: Path) -> Path:
    """The folder, absolute; the value may be relative to the project."""
    value = values.get(name) or default
    try:
        return (project_root / Path(value).expanduser()).resolve()
    except RuntimeError as error:
        raise SettingsError(
            f"{name} is {value!r}: {error} Expected a folder, absolute or relative to the project. "
            "Set it in the shell or in .env."
        ) from None


def folder_or_bucket(values: Mapping[str, str], name: str, default: str, project_root: Path) -> str:
    """The folder, absolute, or s3://bucket or s3://bucket/prefix without a slash at its end."""
    value = values.get(name, "").strip()
    if "://" not in value:
        return str(folder(values, name, default, project_root))
    if not _PLACE_IN_A_BUCKET.fullmatch(value):
        raise SettingsError(
            f"{name} is {value!r}; expected a folder, or s3://bucket/prefix. Set it in the shell or in .env."
        )
    return value.rstrip("/")


def names(text: str) -> tuple[str, ...]:
    """What stands between the commas, empty ones left out."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def one_of(values: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """The value, in lower case; the first of the known ones when none is set."""
    value = values.get(name, "").strip()
    if value.lower() not in (*known, ""):
        raise SettingsError(
            f"{name} is {value!r}; expected {' or '.join(known)}. Set it in the shell or in .env."
        )
    return value.lower() or known[0]


def whole_number(
    values: Mapping[str, str], name: str, *, default: int, least: int, most: int | None = None
) -> int:
    """The number, from `least` to `most`; the default when none is set."""
    text = values.get(name, "").strip()
    if not text:
        return default
    expected = f"a whole number from {least}" + (f" to {most}" if most is not None else "")
    try:
        number = int(text)
    except ValueError:
        raise SettingsError(
            f"{name} is {text!r}; expected {expected}. Set it in the shell or in .env."
        ) from None
    if number < least or (most is not None and number > most):
        raise SettingsError(f"{name} is {number}; expected {expected}. Set it in the shell or in .env.")
    return number


def matching(values: Mapping[str, str], name: str, form: re.Pattern[str], expected: str) -> str:
    """The value, empty if none is set. Raises SettingsError when it has another form."""
    value = values.get(name, "").strip()
    if value and not form.fullmatch(value):
        raise SettingsError(f"{name} is {value!r}; expected {expected}. Set it in the shell or in .env.")
    return value
