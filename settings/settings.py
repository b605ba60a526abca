"""The project's settings as typed, immutable objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from settings.secret_store import Secrets


class SettingsError(ValueError):
    """A setting that cannot be used: the sentence names it, what was found and what was expected."""


@dataclass(frozen=True)
class PostgresSettings:
    """How to reach the warehouse. `is_embedded`: the server is ours to start and stop."""

    host: str
    port: int
    database: str
    user: str
    is_embedded: bool


@dataclass(frozen=True)
class RedisSettings:
    """How to reach the broker of the models' queue. `is_embedded`: the server is ours to start and stop.

    `password` is a given server's, empty if it asks for none; the embedded one's follows from our secrets.
    """

    host: str
    port: int
    database: int
    password: str = field(repr=False)
    is_embedded: bool


@dataclass(frozen=True)
class LoadSettings:
    """How much one loading process takes at once, and when it refuses to go on.

    `batch_files`: files of one transaction. `max_line_bytes`: the longest record, unpacked. A batch of which
    more than `max_bad_percent` is bad is not loaded, if the bad are `bad_from` records or more. A broken file
    younger than `young_seconds` is left for the next run, as one that is still being written.
    """

    batch_files: int
    max_line_bytes: int
    max_bad_percent: int
    bad_from: int
    young_seconds: int


@dataclass(frozen=True)
class RatingSettings:
    """What the rating branch may spend: reviews a run, passes over them; and how it trains.

    `head` is "softmax" or "ordinal". `pretrained` is a folder with a Hugging Face ALBERT to begin with, None
    if none is named. A state to resume from is written every `checkpoint_seconds`.
    `storage` is the folder through which its tasks hand over to each other: work/, models/ and reports/ below
    it. Every worker of the models' queue must see it. `new_tokenizer` asks for one to be trained.
    """

    max_reviews: int
    epochs: int
    seed: int
    head: str
    pretrained: Path | None
    checkpoint_seconds: int
    storage: Path
    new_tokenizer: bool


@dataclass(frozen=True)
class Settings:
    """Everything a user can set, and the folders that follow from it.

    `executor` runs the models' tasks: "local" beside all others, "celery" through the queue.
    `environment` is what the processes that we start inherit: the shell's variables over `.env`'s.
    """

    project_root: Path
    data_dir: Path
    data_categories: tuple[str, ...]
    postgres: PostgresSettings
    redis: RedisSettings
    executor: str
    load: LoadSettings
    rating: RatingSettings
    ui_port: int
    environment: Mapping[str, str] = field(repr=False)

    @property
    def state_dir(self) -> Path:
        """Where the services of this checkout keep their data, logs, process ids and secrets."""
        return self.project_root / ".local"

    @property
    def sql_dir(self) -> Path:
        """The folder that holds every SQL statement."""
        return self.project_root / "workflow" / "sql"

    @property
    def ui_url(self) -> str:
        """The address of the Airflow UI."""
        return f"http://127.0.0.1:{self.ui_port}"

    def secrets(self) -> Secrets:
        """The generated secrets, made at the first call.

        For a server of the user's own, POSTGRES_PASSWORD of the environment takes the generated one's
        place; the embedded server keeps the password that it was initialised with.
        """
        given = None if self.postgres.is_embedded else self.environment.get("POSTGRES_PASSWORD")
        return Secrets.load_or_create(self.state_dir / "secrets.env", postgres_password=given)
