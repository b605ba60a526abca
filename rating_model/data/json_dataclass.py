"""A dataclass in a file of JSON, such as corpus.json."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from storage.atomic_file import write_durably

Content = TypeVar("Content")


def write_dataclass(path: Path, content: Any) -> None:
    """Write the fields of a dataclass to `path`, over what was there."""
    write_durably(path, json.dumps(asdict(content), indent=2).encode() + b"\n")


def read_dataclass(kind: type[Content], path: Path, title: str, remedy: str) -> Content:
    """Return what `write_dataclass` wrote.

    Raises ValueError when the file is not there or damaged: a sentence with the `title` of what its folder
    then does not hold ("export") and the `remedy` ("Export the reviews").
    """
    try:
        return kind(**json.loads(path.read_text()))
    except FileNotFoundError as error:
        raise ValueError(f"{path.parent} holds no {title} ({path.name} is missing). {remedy}.") from error
    except (json.JSONDecodeError, TypeError) as error:
        raise ValueError(f"{path} is damaged ({error}). {remedy} again.") from error
