"""Texts of many requests, answered together: one thread computes, and takes all that waits at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from scoring_service.protocol.api_error import ApiError
from text_models.ladder.version_predictor import VersionPredictor
from text_models.scoring.text_score import TextScore, score_texts

Scores = list[Mapping[str, float]]
RETRY_AFTER = {"Retry-After": "1"}


@dataclass(eq=False)
class _Job:
    predictor: VersionPredictor
    texts: Sequence[str]
    answer: asyncio.Future[list[TextScore]]
    is_begun: bool = field(default=False)


class MicroBatches:
    """A bounded queue before one thread. `most_waiting`, `most_at_once`: in texts.

    A request that is not begun within `patience` seconds is refused, so that its client can go elsewhere.
    All of it but the computing runs in one event loop.
    """

    def __init__(self, *, most_waiting: int = 2_000, most_at_once: int = 256, patience: float = 0.2) -> None:
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._patience = patience
        self._jobs: deque[_Job] = deque()
        self._waiting = 0
        self._filled = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="micro-batches")
        self._dispatcher: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to answer, in the running event loop."""
        self._dispatcher = asyncio.create_task(self._dispatch())

    def stop(self) -> None:
        """End, once what is being computed is done; what waits is not answered."""
        if self._dispatcher:
            self._dispatcher.cancel()
        self._pool.shutdown(cancel_futures=True)

    @property
    def waiting(self) -> int:
        """How many texts wait."""
        return self._waiting

    async def scores(self, predictor: VersionPredictor, texts: Sequence[str]) -> Scores:
        """Return the probability of each label for each text, to six decimals.

        Raises ApiError: 503 when too many wait or none was begun in time, 400 when the model cannot read a
        text; ValueError when the model is damaged.
        """
        # A comment of many sentences may be more than the queue takes; alone it is taken all the same.
        if self._waiting and self._waiting + len(texts) > self._most_waiting:
            raise _busy()
        job = _Job(predictor, texts, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        self._waiting += len(texts)
        self._filled.set()
        await asyncio.wait({job.answer}, timeout=self._patience)
        if not job.is_begun:
            self._take(job)
            raise _busy()
        scored = await job.answer
        if fault := next((score.fault for score in scored if score.fault), None):
            raise ApiError(f"Version {predictor.version} cannot read the comment: {fault}")
        return [score.scores or {} for score in scored]

    async def _dispatch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._filled.wait()
            jobs = self._next()
            if not jobs:
                self._filled.clear()
                continue
            texts = [text for job in jobs for text in job.texts]
            computing = loop.run_in_executor(self._pool, _score, jobs[0].predictor, texts)
            # Whatever is raised belongs to the requests, and the next ones are answered.
            await asyncio.wait({computing})
            _settle(jobs, computing)

    def _next(self) -> list[_Job]:
        """The oldest job and those behind it for the same version."""
        taken: list[_Job] = []
        texts = 0
        for job in list(self._jobs):
            if taken and job.predictor is not taken[0].predictor:
                continue
            if taken and texts + len(job.texts) > self._most_at_once:
                break
            job.is_begun = True
            taken.append(job)
            texts += len(job.texts)
            self._take(job)
        return taken

    def _take(self, job: _Job) -> None:
        self._jobs.remove(job)
        self._waiting -= len(job.texts)


def _score(predictor: VersionPredictor, texts: Sequence[str]) -> list[TextScore]:
    return [score for _, score in score_texts(predictor, enumerate(texts))]


def _settle(jobs: Sequence[_Job], computed: asyncio.Future[list[TextScore]]) -> None:
    error = computed.exception()
    place = 0
    for job in jobs:
        begin, place = place, place + len(job.texts)
        if job.answer.done():  # its client has left
            continue
        if error is not None:
            job.answer.set_exception(error)
        else:
            job.answer.set_result(computed.result()[begin:place])


def _busy() -> ApiError:
    return ApiError("The service is busy: send the request again in a second.", code=503, headers=RETRY_AFTER)
