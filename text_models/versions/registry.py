"""The registry: every version of a model, what it scored and learned from, and the champion.

MLflow keeps it in a database of its own: for each version of ours a run, and a version of the registered
model that is named after the task; the alias `champion` is on one of them
(https://mlflow.org/docs/latest/ml/model-registry/).
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from text_models.versions.champions.champion_event import ChampionEvent, Change
from text_models.versions.command_line import command_line
from text_models.versions.events.event_log import EventLog
from text_models.versions.events.opening import Opening
from text_models.versions.registry_entry import curve_of, metrics_of, parameters_of, tags_of
from text_models.versions.version_folder import VersionFolder

CHAMPION = "champion"
VERSION_TAG, TRAINED_AT_TAG = "version", "trained_at"
CHAMPION_EVENT, OPENING = "champion_event.", "test_opening."
# As many as MLflow takes.
TAGS_AT_ONCE, METRICS_AT_ONCE = 100, 1_000


@dataclass(frozen=True)
class RegisteredVersion:
    """A version: its predictor's metrics on the evaluation set, and why it was promoted or not."""

    version: str
    is_champion: bool
    predictor: str
    trained_at: str
    code_version: str
    rows: int
    metrics: dict[str, float]
    reason: str


class Registry:
    """One model's versions in the database at `uri` (SQLAlchemy's form); MLflow makes the tables when asked.

    `model_name` is the task's name. The first call raises ValueError when the tables are those of another
    version of MLflow. `models_place` is where it says that versions lie; else it is the folder that a version
    was read from.
    """

    def __init__(self, uri: str, model_name: str, models_place: str = "") -> None:
        self.uri = uri
        self.model_name = model_name
        self.models_place = models_place

    @cached_property
    def _client(self) -> Any:
        # Read by MLflow when it is imported; without it, use is reported to its makers.
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        from mlflow import MlflowClient
        from mlflow.exceptions import MlflowException

        try:
            return MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)
        except MlflowException as error:
            raise ValueError(f"The registry cannot be opened. {error}") from error

    def record(self, folder: VersionFolder) -> None:
        """Write down what the version is made of and what it scored. Once is as good as many times.

        A version that was trained anew takes the place of the earlier training, and stays champion if it was.
        """
        run = self._run_of(folder) or self._new_run(folder)
        self._write_run(run, folder)
        known = self._model_version(folder.name)
        if known is not None and known.run_id == run:
            return
        made = self._client.create_model_version(
            self.model_name,
            source=f"{self._place(folder)}/{folder.name}",
            run_id=run,
            tags={VERSION_TAG: folder.name},
        )
        if known is not None:
            if self.champion() == folder.name:
                self._client.set_registered_model_alias(self.model_name, CHAMPION, made.version)
            self._client.delete_model_version(self.model_name, known.version)

    def promote(self, version: str, change: Change = Change.HAND, why: str = "") -> None:
        """Make a recorded version the champion: an event, which is one commit; then MLflow's alias.

        What a kill left between the two is put right by the next call. The champion of now gets no second
        event. Raises ValueError when the version was not recorded.
        """
        found = self._model_version(version)
        if found is None:
            raise ValueError(
                f"The registry holds no version {version!r}: see `{command_line(self.model_name, 'models')}`."
            )
        before = self.champion()
        if version != before:
            self._log(CHAMPION_EVENT).append(
                ChampionEvent.now(change, before, version, why), self._model_tags()
            )
        self._client.set_registered_model_alias(self.model_name, CHAMPION, found.version)

    def champion_events(self) -> list[ChampionEvent]:
        """Every change of the champion, the latest last."""
        texts = self._log(CHAMPION_EVENT).texts(self._model_tags())
        return [ChampionEvent.parse(text) for text in texts]

    def note_opening(self, opening: Opening) -> None:
        """Write down that test texts were opened: an event, which nothing changes."""
        self._require_model()
        self._log(OPENING).append(opening, self._model_tags())

    def openings(self) -> list[Opening]:
        """Every time that test texts were opened, the latest last."""
        return [Opening.parse(text) for text in self._log(OPENING).texts(self._model_tags())]

    def note(self, version: str, reason: str) -> None:
        """Write down why a recorded version was promoted, or not."""
        found = self._model_version(version)
        if found is not None:
            self._client.update_model_version(self.model_name, found.version, description=reason)

    def champion(self) -> str | None:
        """The champion's version, None when there is none.

        The alias speaks for a registry that was filled before champions had events.
        """
        if events := self.champion_events():
            return events[-1].version
        aliases = {alias: number for model in self._models() for alias, number in model.aliases.items()}
        if CHAMPION not in aliases:
            return None
        found = self._client.get_model_version(self.model_name, aliases[CHAMPION])
        return str(found.tags[VERSION_TAG])

    def versions(self) -> list[RegisteredVersion]:
        """Every version, the latest last."""
        champion = self.champion()
        found = [self._registered(version, champion) for version in self._model_versions()]
        return sorted(found, key=lambda version: version.version)

    def _registered(self, model_version: Any, champion: str | None) -> RegisteredVersion:
        run = self._client.get_run(model_version.run_id).data
        version, predictor = run.tags[VERSION_TAG], run.params["predictor"]
        start = f"{predictor}/"
        return RegisteredVersion(
            version=version,
            is_champion=version == champion,
            predictor=predictor,
            trained_at=run.tags[TRAINED_AT_TAG],
            code_version=run.tags["code_version"],
            rows=int(run.metrics["rows"]),
            metrics={
                name.removeprefix(start): value
                for name, value in run.metrics.items()
                if name.startswith(start) and name.count("/") == 1
            },
            reason=model_version.description or "",
        )

    def _place(self, folder: VersionFolder) -> str:
        return self.models_place or str(folder.path.parent)

    def _new_run(self, folder: VersionFolder) -> str:
        experiment = self._client.get_experiment_by_name(self.model_name)
        experiment_id = (
            experiment.experiment_id
            if experiment
            else self._client.create_experiment(self.model_name, artifact_location=self._place(folder))
        )
        self._require_model()
        tags = {VERSION_TAG: folder.name, TRAINED_AT_TAG: folder.model["trained_at"]}
        run = self._client.create_run(experiment_id, run_name=folder.name, tags=tags)
        return str(run.info.run_id)

    def _run_of(self, folder: VersionFolder) -> str | None:
        """The run of this training of the version."""
        experiment = self._client.get_experiment_by_name(self.model_name)
        if experiment is None:
            return None
        chosen = (
            f"tags.{VERSION_TAG} = {_quoted(folder.name)} "
            f"and tags.{TRAINED_AT_TAG} = {_quoted(folder.model['trained_at'])}"
        )
        runs = self._client.search_runs([experiment.experiment_id], chosen, max_results=1)
        return str(runs[0].info.run_id) if runs else None

    def _write_run(self, run: str, folder: VersionFolder) -> None:
        from mlflow.entities import Metric, Param, RunTag

        moment = int(time.time() * 1000)
        self._client.log_batch(
            run,
            params=[Param(name, str(value)) for name, value in parameters_of(folder).items()],
            metrics=[Metric(name, value, moment, 0) for name, value in metrics_of(folder)],
        )
        curve = [Metric(*point) for point in curve_of(folder)]
        for start in range(0, len(curve), METRICS_AT_ONCE):
            self._client.log_batch(run, metrics=curve[start : start + METRICS_AT_ONCE])
        tags = [RunTag(name, value) for name, value in tags_of(folder)]
        for start in range(0, len(tags), TAGS_AT_ONCE):
            self._client.log_batch(run, tags=tags[start : start + TAGS_AT_ONCE])
        self._client.set_terminated(run)

    def _log(self, prefix: str) -> EventLog:
        return EventLog(self._client, self.model_name, prefix)

    def _require_model(self) -> None:
        if not self._models():
            self._client.create_registered_model(self.model_name)

    def _model_tags(self) -> dict[str, str]:
        return {name: value for model in self._models() for name, value in model.tags.items()}

    def _models(self) -> list[Any]:
        return list(self._client.search_registered_models(f"name = {_quoted(self.model_name)}"))

    def _model_version(self, version: str) -> Any | None:
        chosen = f"name = {_quoted(self.model_name)} and tags.{VERSION_TAG} = {_quoted(version)}"
        return next(iter(self._client.search_model_versions(chosen)), None)

    def _model_versions(self) -> Iterator[Any]:
        token = None
        while True:
            page = self._client.search_model_versions(f"name = {_quoted(self.model_name)}", page_token=token)
            yield from page
            token = page.token
            if not token:
                return


def _quoted(text: str) -> str:
    """The text as MLflow's filters take it. Raises ValueError for the quote that they cannot escape."""
    if "'" in text:
        raise ValueError(f"A version's name holds no quotation mark. Received: {text!r}")
    return f"'{text}'"
