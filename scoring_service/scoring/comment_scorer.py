"""A request of `comments:analyze`, answered by the versions that its attributes and languages mean."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scoring_service.attributes.attribute_table import AskedAttribute, AttributeModel, models_for
from scoring_service.attributes.detected_language import detect_languages
from scoring_service.attributes.old_scale import Mapped, OldScale
from scoring_service.attributes.scoring_file import ScoringChoices
from scoring_service.protocol.analyze_request import AnalyzeRequest
from scoring_service.protocol.answer_body import AttributeAnswer, analyze_body
from scoring_service.protocol.api_error import ApiError, ErrorType
from scoring_service.protocol.text_entry import TextEntry
from scoring_service.protocol.text_spans import sentences, whole_text
from scoring_service.scoring.micro_batches import MicroBatches, Scores
from scoring_service.scoring.model_shelf import ModelShelf
from scoring_service.scoring.shifted_scores import ShiftedScores
from text_models.ladder.version_predictor import VersionPredictor


class Analysis(NamedTuple):
    """The answer's JSON object, and the version that each attribute was answered by; several with a comma."""

    body: dict[str, Any]
    versions: dict[str, str]


class _Voice(NamedTuple):
    """One version, and its label that means the attribute; `mapped` names its map to the old scale."""

    predictor: VersionPredictor
    label: str
    shifted: ShiftedScores
    mapped: Mapped


class CommentScorer:
    """Answers requests by the shelf's versions, through one queue."""

    def __init__(
        self, choices: ScoringChoices, shelf: ModelShelf, batches: MicroBatches, old_scale: OldScale
    ) -> None:
        self._choices = choices
        self._old_scale = old_scale
        self._shelf = shelf
        self._batches = batches

    async def analyze(self, request: AnalyzeRequest) -> Analysis:
        """Return the answer. Raises ApiError."""
        text = request.comment.text
        detected = await asyncio.to_thread(self.detect, request.comment)
        languages = languages_of(request.languages, detected)
        voices = await self._voices(request, languages)
        spans = sentences(request.comment.visible) if request.has_annotations else [whole_text(text)]
        texts = [request.comment.readable(0, len(text))]
        if request.has_annotations:
            texts += [request.comment.readable(span.begin, span.end) for span in spans]
        scores = await self._ask(
            {_key(voice.predictor): voice.predictor for some in voices.values() for voice in some}, texts
        )
        answers = {name: self._answer(some, scores, len(spans)) for name, some in voices.items()}
        versions = {name: ",".join(map(self._version, some)) for name, some in voices.items()}
        return Analysis(analyze_body(request, spans, answers, languages, detected), versions)

    def detect(self, comment: TextEntry) -> list[str]:
        """Return the languages of a comment, the likeliest first."""
        return detect_languages(comment.readable(0, len(comment.text)), self._choices.table.languages())

    async def _voices(
        self, request: AnalyzeRequest, languages: Sequence[str]
    ) -> dict[str, tuple[_Voice, ...]]:
        """Who answers each attribute, by the name that was asked for. Raises ApiError."""
        drops = request.drops_unsupported or self._choices.drops_unsupported
        found: dict[str, tuple[_Voice, ...]] = {}
        refused: ApiError | None = None
        for name in request.thresholds:
            try:
                found[name] = await self._voices_of(self._choices.table.find(name), languages)
            except ApiError as error:
                refused = refused or error
                if not drops:
                    raise
        if not found and refused is not None:
            raise refused
        return found

    async def _voices_of(self, asked: AskedAttribute, languages: Sequence[str]) -> tuple[_Voice, ...]:
        candidates = models_for(asked, languages)
        if asked.version is None:
            voices = [self._champion(asked, tag, models) for tag, models in candidates.items()]
            return tuple({(_key(voice.predictor), voice.mapped): voice for voice in voices}.values())
        own = {
            model
            for models in candidates.values()
            for model in models
            if self._shelf.has_version(model.task, asked.version)
        }
        if len(own) != 1 or not all(own.intersection(models) for models in candidates.values()):
            raise ApiError(
                f"Attribute {asked.asked} has no such version for {', '.join(languages)}: "
                "GET /v1alpha1/attributes lists those that there are."
            )
        model = own.pop()
        predictor = await asyncio.to_thread(self._shelf.version, model.task, asked.version)
        if model.label not in predictor.task.labels:
            raise ApiError(f"Attribute {asked.asked}: that version has not learned {model.label}.")
        voices = [_voice(asked, tag, predictor, model) for tag in languages]
        return tuple({voice.mapped: voice for voice in voices}.values())

    def _champion(self, asked: AskedAttribute, tag: str, models: Sequence[AttributeModel]) -> _Voice:
        """The first of the models that has a champion which knows the label. Raises ApiError."""
        for model in models:
            predictor = self._shelf.champion(model.task)
            if predictor is not None and model.label in predictor.task.labels:
                return _voice(asked, tag, predictor, model)
        tasks = " or ".join(dict.fromkeys(model.task for model in models))
        commands = " or ".join(dict.fromkeys(f"`{model.command}`" for model in models))
        raise ApiError(
            f"Attribute {asked.asked} is not supported yet: task {tasks} has no champion that has "
            f"learned it. {commands} trains one."
        )

    def _answer(self, voices: Sequence[_Voice], scores: Mapping[str, Scores], spans: int) -> AttributeAnswer:
        """Of a text that mixes languages, the highest of their models' scores: each reads its own part."""
        values = [
            max(
                self._old_scale.score(voice.mapped, voice.shifted.score(row[voice.label]))
                for row, voice in zip(rows, voices, strict=True)
            )
            for rows in zip(*(scores[_key(voice.predictor)] for voice in voices), strict=True)
        ]
        return AttributeAnswer(values[0], values[1:] if len(values) > 1 else values[:1] * spans)

    def _version(self, voice: _Voice) -> str:
        """The version as the answer names it."""
        name = voice.shifted.name
        return f"{name}+old-scale" if self._old_scale.has(voice.mapped) else name

    async def _ask(
        self, predictors: dict[str, VersionPredictor], texts: Sequence[str]
    ) -> Mapping[str, Scores]:
        """The scores of each version, all asked at once."""
        answers = await asyncio.gather(*(self._batches.scores(one, texts) for one in predictors.values()))
        return dict(zip(predictors, answers, strict=True))


def languages_of(told: Sequence[str], detected: Sequence[str]) -> list[str]:
    """Return the languages to answer in: those told, else the likeliest. Raises ApiError."""
    if told:
        return list(told)
    if not detected:
        raise ApiError(
            "The comment's language cannot be detected: name it in languages.",
            ErrorType.LANGUAGE_DETECTION_FAILED,
        )
    return [detected[0]]


def _voice(asked: AskedAttribute, tag: str, predictor: VersionPredictor, model: AttributeModel) -> _Voice:
    language = tag.partition("-")[0].lower()
    shifted = ShiftedScores.of(predictor, model)
    return _Voice(predictor, model.label, shifted, Mapped(asked.attribute.name, language, shifted.name))


def _key(predictor: VersionPredictor) -> str:
    return f"{predictor.task.name}@{predictor.version}"
