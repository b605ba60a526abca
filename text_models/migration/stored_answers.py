"""Requests to a Comment Analyzer and its answers, a JSON object a line, as a site has stored them."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import SentenceError

LONGEST_REASON = 60


class StoredAnswersError(SentenceError, ValueError):
    """A file that holds no stored answers, or a line that is none."""


@dataclass(frozen=True)
class StoredAnswer:
    """A comment with the scores, 0 to 1, that it was given, by the attribute's name as it was asked.

    `languages` are those of the answer, or else of the request; `line` counts from 1.
    """

    line: int
    text: str
    languages: tuple[str, ...]
    scores: dict[str, float]


def read_answers(file: Path) -> tuple[list[StoredAnswer], Counter[str]]:
    """Return the answers of a file, gzip or not, and how many lines hold none, by the reason.

    A line is {"request": …, "response": …}, both as the protocol has them. A response that is an error, or
    that scores nothing, is counted. Raises StoredAnswersError, with the line, for one that is no such object,
    OSError.
    """
    found: list[StoredAnswer] = []
    left_out: Counter[str] = Counter()
    for number, line in _lines(file):
        request, response = _parts(file, number, line)
        text = _table(request.get("comment")).get("text")
        if "error" in response:
            left_out["the answer is an error"] += 1
            continue
        if not isinstance(text, str) or not text.strip():
            left_out["the comment has no text"] += 1
            continue
        scores = dict(_scores(file, number, _table(response.get("attributeScores"))))
        if not scores:
            left_out["the answer holds no score"] += 1
            continue
        languages = response.get("languages") or request.get("languages") or []
        found.append(StoredAnswer(number, text, tuple(map(str, languages)), scores))
    if not found:
        raise StoredAnswersError(
            f'{file} holds no stored answer: expected lines of {{"request": …, "response": …}}.'
        )
    return found, left_out


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    with (
        gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")
    ) as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
        except UnicodeDecodeError as error:
            raise StoredAnswersError(f"{file} is not UTF-8 ({error.reason}): convert it.") from None
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise StoredAnswersError(f"{file} is no whole gzip file ({error}): fetch it again.") from None


def _parts(file: Path, number: int, line: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:LONGEST_REASON]
        raise StoredAnswersError(f"{file}, line {number} is no JSON ({reason}): correct it.") from None
    parts = (record.get("request"), record.get("response")) if isinstance(record, dict) else (None, None)
    request, response = parts
    if not isinstance(request, dict) or not isinstance(response, dict):
        raise StoredAnswersError(
            f'{file}, line {number} must be an object {{"request": {{…}}, "response": {{…}}}}: correct it.'
        )
    return request, response


def _scores(file: Path, number: int, attributes: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for name, scored in attributes.items():
        value = _table(_table(scored).get("summaryScore")).get("value")
        if value is None:
            continue
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise StoredAnswersError(
                f"{file}, line {number}: the score of {name[:LONGEST_REASON]!r} is {value!r}; expected a "
                "number 0 to 1."
            )
        yield name, float(value)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def in_language(answers: Sequence[StoredAnswer], spoken: Sequence[str]) -> list[StoredAnswer]:
    """Return those whose only language is one of `spoken`, with or without a region."""
    own = {tag.lower() for tag in spoken}
    return [
        answer
        for answer in answers
        if len(answer.languages) == 1 and answer.languages[0].partition("-")[0].lower() in own
    ]
