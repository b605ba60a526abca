"""The project's settings as typed, immutable objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from settings.aws_settings import RedshiftSettings, S3Settings
from settings.secret_store import Secrets
from settings.settings_error import SettingsError

STAND_IN_DATABASE = "redshift"
STAND_IN_ROLE = "arn:aws:iam::000000000000:role/amzn-review"


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
class StreamSettings:
    """A stream whose entries are loaded as files are; `kind` is "none", "redis" or "kafka".

    `key` is the Redis stream, on the broker of the models' queue, or the Kafka topic; `group` reads it. What
    another reader of a Redis stream has kept for `claim_seconds` is taken over. `kafka_servers` is a list of
    HOST:PORT with commas.
    """

    kind: str
    key: str
    group: str
    claim_seconds: int
    kafka_servers: str


@dataclass(frozen=True)
class LoadSettings:
    """How much one loading process takes at once, and when it refuses to go on.

    `batch_files`: files of one transaction; `batch_objects`: objects of one in a bucket. `max_line_bytes`:
    the longest record, unpacked. A batch of which more than `max_bad_percent` is bad is not loaded, if the
    bad are `bad_from` records or more. A broken file younger than `young_seconds` is left for the next run,
    as one that is still being written.
    """

    batch_files: int
    max_line_bytes: int
    max_bad_percent: int
    bad_from: int
    young_seconds: int
    batch_objects: int


@dataclass(frozen=True)
class RatingSettings:
    """What the rating branch may spend: reviews a run, passes over them; and how it trains.

    `head` is "softmax" or "ordinal". `pretrained` is a folder with a Hugging Face ALBERT to begin with, None
    if none is named. A state to resume from is written every `checkpoint_seconds`.
    `storage` is where its tasks hand over to each other, work/, models/ and reports/ below it: a folder that
    every worker of the models' queue must see, or s3://bucket/prefix.
    """

    max_reviews: int
    epochs: int
    seed: int
    head: str
    pretrained: Path | None
    checkpoint_seconds: int
    storage: str


@dataclass(frozen=True)
class ScoreSettings:
    """`chunk_texts`: texts that one task of a text model's champion scores at most."""

    chunk_texts: int


@dataclass(frozen=True)
class ClimateSettings:
    """`units` of the daily summaries, "auto", "imperial" or "metric"; the `station` of analyses."""

    units: str
    station: str


@dataclass(frozen=True)
class Settings:
    """Everything a user can set, and the folders that follow from it.

    `executor` runs the models' tasks: "local" beside all others, "celery" through the queue.
    `storage` is what `make local` runs on: "folder" with PostgreSQL, or "s3" with Redshift.
    `s3_named` and `redshift_named` are what the user named; `s3` and `redshift` are how to reach them.
    `aws_training`: whether the DAG on S3 exports its new reviews for training.
    `tasks_switched_on`: text models' tasks that are declared as off, and may be worked with all the same.
    `encoders_dir`: the folder of pretrained encoders' weights.
    `scoring_port`: where the scoring service listens unless its command is told another port.
    `environment`: the shell's variables over `.env`'s; services/part_environment.py says which are passed on.
    """

    project_root: Path
    data_dir: Path
    data_categories: tuple[str, ...]
    postgres: PostgresSettings
    redis: RedisSettings
    executor: str
    storage: str
    s3_named: S3Settings
    redshift_named: RedshiftSettings
    aws_training: bool
    tasks_switched_on: tuple[str, ...]
    encoders_dir: Path
    scoring_port: int
    climate: ClimateSettings
    stream: StreamSettings
    load: LoadSettings
    rating: RatingSettings
    score: ScoreSettings
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
    def task_dirs(self) -> tuple[Path, Path]:
        """The folders that declare text models' tasks: the project's own, then the user's."""
        return self.project_root / "settings" / "tasks", self.data_dir / "tasks"

    @property
    def source_dirs(self) -> tuple[Path, Path]:
        """The folders of sources that posts are collected from: the project's presets, then the user's."""
        return self.project_root / "settings" / "sources", self.data_dir / "sources"

    @property
    def scoring_files(self) -> tuple[Path, Path]:
        """What the scoring service answers: the project's own file, then the user's, laid over it."""
        return self.project_root / "settings" / "scoring.toml", self.data_dir / "scoring.toml"

    @property
    def scoring_dir(self) -> Path:
        """Where the scoring service keeps its keys' hashes and what waits for the warehouse."""
        return self.data_dir / "scoring"

    @property
    def models_storage(self) -> str:
        """What models/<task> of every task lies below: RATING_STORAGE, DATA_DIR unless it is set."""
        return self.rating.storage

    @property
    def ui_url(self) -> str:
        """The address of the Airflow UI."""
        return f"http://127.0.0.1:{self.ui_port}"

    @property
    def s3(self) -> S3Settings:
        """How to reach the bucket; the stand-in's keys follow from this checkout's secrets."""
        if not self.s3_named.is_embedded:
            return self.s3_named
        secrets = self.secrets()
        return replace(
            self.s3_named,
            access_key_id=secrets.derived("s3 access key")[:20],
            secret_access_key=secrets.derived("s3 secret key"),
        )

    @property
    def redshift(self) -> RedshiftSettings:
        """How to reach Redshift; the stand-in's database has an owner of its own, with a derived password."""
        if not self.redshift_named.is_embedded:
            return self.redshift_named
        beside = self.postgres.is_embedded
        return replace(
            self.redshift_named,
            database=STAND_IN_DATABASE,
            user=STAND_IN_DATABASE if beside else self.postgres.user,
            password=self.secrets().derived(STAND_IN_DATABASE)
            if beside
            else self.secrets().postgres_password,
            iam_role_arn=self.redshift_named.iam_role_arn or STAND_IN_ROLE,
        )

    @property
    def has_aws(self) -> bool:
        """Whether both a bucket and a Redshift are known, named by the user or this machine's stand-ins."""
        return bool(self.s3_named.bucket and self.redshift_named.host)

    def require_s3(self) -> S3Settings:
        """`s3`. Raises SettingsError when no bucket is known."""
        if not self.s3_named.bucket:
            raise SettingsError(
                "AWS_S3_BUCKET is not set: name your bucket in .env, or STORAGE=s3 for the stand-in on this "
                "machine."
            )
        return self.s3

    def require_redshift(self) -> RedshiftSettings:
        """`redshift`. Raises SettingsError when no host is known, or no password for the one that is."""
        if not self.redshift_named.host:
            raise SettingsError(
                "AWS_REDSHIFT_HOST is not set: name your cluster's endpoint in .env (`amzn-review redshift "
                "cluster info` prints it), or STORAGE=s3 for the stand-in on this machine."
            )
        redshift = self.redshift
        if not redshift.password:
            raise SettingsError(
                f"AWS_REDSHIFT_PASSWORD is not set: export the password of user {redshift.user} at "
                f"{redshift.host} in the shell; it belongs in no file."
            )
        return redshift

    def authors_key(self) -> str:
        """The key by which authors of documents are hashed: AUTHORS_KEY of the shell, or a generated one."""
        return self.environment.get("AUTHORS_KEY") or self.secrets().derived("authors of documents")

    def secrets(self) -> Secrets:
        """The generated secrets, made at the first call.

        For a server of the user's own, POSTGRES_PASSWORD of the environment takes the generated one's
        place; the embedded server keeps the password that it was initialised with.
        """
        given = None if self.postgres.is_embedded else self.environment.get("POSTGRES_PASSWORD")
        return Secrets.load_or_create(self.state_dir / "secrets.env", postgres_password=given)
