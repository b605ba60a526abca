"""Questions that are asked at once, and given up together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from errors import SentenceError

GIVEN_UP = "does not answer"


class UnknownError(SentenceError):
    """There is no answer; ``str()`` says in a few words why."""


def ask_all(questions: Mapping[str, Callable[[], Any]], seconds: float) -> dict[str, Any]:
    """Return the answer to each question, or an UnknownError: it failed, or took longer than `seconds`.

    Each question has a thread of its own, which is left behind when it does not end. A question fails by
    raising SentenceError, OSError or ValueError; another exception is a fault of ours and is raised.
    """
    answers: dict[str, Any] = {}
    faults: list[BaseException] = []

    def ask(name: str, question: Callable[[], Any]) -> None:
        try:
            answers[name] = question()
        except (SentenceError, OSError, ValueError) as error:
            answers[name] = error if isinstance(error, UnknownError) else UnknownError(str(error))
        except Exception as error:  # noqa: BLE001  # raised below, where a caller sees it
            faults.append(error)

    threads = [threading.Thread(target=ask, args=asked, daemon=True) for asked in questions.items()]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))
    for fault in faults:
        raise fault
    return {name: answers[name] if name in answers else UnknownError(GIVEN_UP) for name in questions}
