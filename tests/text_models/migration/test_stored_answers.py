"""Files of stored answers: what is read, what is left out, and what is refused with its line."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.text_models.migration.stored_lines import TASK, stored, stored_lines, write_lines
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.migration.scored_texts import ScoredTexts
from text_models.migration.stored_answers import StoredAnswer, StoredAnswersError, read_answers


def test_answers_are_read_and_what_is_none_is_counted(tmp_path: Path) -> None:
    told = {**stored("Hello", {"TOXICITY": 0.25, "X": 1}), "at": "2026-01-01"}
    failed = {"request": {"comment": {"text": "a"}}, "response": {"error": {"code": 400}}}
    by_request = {
        "request": {"comment": {"text": "Hallo"}, "languages": ["de"]},
        "response": {"attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}, "Y": {}}},
    }
    lines = [told, failed, stored(" ", {"TOXICITY": 0.5}), stored("nothing", {}), by_request]
    expected = (
        [
            StoredAnswer(1, "Hello", ("en",), {"TOXICITY": 0.25, "X": 1.0}),
            StoredAnswer(5, "Hallo", ("de",), {"TOXICITY": 0.0}),
        ],
        Counter({"the answer is an error": 1, "the comment has no text": 1, "the answer holds no score": 1}),
    )
    plain = write_lines(tmp_path / "answers.jsonl", lines)
    packed = tmp_path / "answers.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_answers(plain) == expected
    assert read_answers(packed) == expected


BAD = [
    (b"{", "line 2 is no JSON ("),
    (b"[" * 100_000, "line 2 is no JSON ("),
    (b"[]", 'line 2 must be an object {"request": {…}, "response": {…}}: correct it.'),
    (b'{"request": {}}', 'line 2 must be an object {"request": {…}, "response": {…}}: correct it.'),
    (
        json.dumps(stored("a", {"TOXICITY": 1.5})).encode(),
        "line 2: the score of 'TOXICITY' is 1.5; expected a number 0 to 1.",
    ),
    (
        b'{"request": {"comment": {"text": "a"}}, '
        b'"response": {"attributeScores": {"A": {"summaryScore": {"value": NaN}}}}}',
        "line 2: the score of 'A' is nan; expected a number 0 to 1.",
    ),
    (b'"\xff"', "is not UTF-8 (invalid start byte): convert it."),
]


@pytest.mark.parametrize(("line", "sentence"), BAD)
def test_a_line_that_is_none_is_refused(tmp_path: Path, line: bytes, sentence: str) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b"\n" + line + b"\n")
    with pytest.raises(StoredAnswersError) as refusal:
        read_answers(file)
    assert sentence in str(refusal.value)


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(stored("a", {"TOXICITY": 0.5})).encode())[:-12])
    with pytest.raises(StoredAnswersError, match=r"is no whole gzip file \(.*\): fetch it again"):
        read_answers(file)


def test_a_file_without_an_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoredAnswersError, match="holds no stored answer: expected lines of"):
        read_answers(write_lines(tmp_path / "empty.jsonl", []))


def test_texts_have_the_attributes_that_half_of_the_answers_have(tmp_path: Path) -> None:
    lines = stored_lines(60)
    twice = lines[0]["request"]["comment"]["text"]
    more = [
        stored(twice, {"TOXICITY": 0.5, "INSULT": 0.5, "THREAT": 0.5, "SEVERE_TOXICITY": 0.7}),
        stored("without", {"TOXICITY": 0.5}),
        stored("auf Deutsch", {"TOXICITY": 0.5}, ["de"]),
        stored("mixed", {"TOXICITY": 0.5}, ["en", "de"]),
        stored("British", {"TOXICITY": 0.6, "INSULT": 0.5, "THREAT": 0.4}, ["en-GB"]),
    ]
    answers, _ = read_answers(write_lines(tmp_path / "answers.jsonl", [*lines, *more]))
    scored = ScoredTexts.of(TASK, answers)
    assert scored.task.labels == ("TOXICITY", "INSULT", "THREAT")
    assert len(scored.texts) == 61
    assert scored.left_out == Counter(
        {"not in en alone": 2, "an attribute that most others have is missing": 1}
    )
    first = [score["summaryScore"]["value"] for score in lines[0]["response"]["attributeScores"].values()]
    assert scored.scores_of(["British", twice]) == pytest.approx(
        np.array([[0.6, 0.5, 0.4], [(score + 0.5) / 2 for score in first]])
    )
    assert scored.labels()[-1] == ["TOXICITY", "INSULT"]


def test_too_few_answers_teach_nothing(tmp_path: Path) -> None:
    answers, _ = read_answers(write_lines(tmp_path / "answers.jsonl", stored_lines(49)))
    with pytest.raises(TooFewTexts) as refusal:
        ScoredTexts.of(TASK, answers)
    assert str(refusal.value) == (
        "Task perspective-en needs 50 different comments with two or more of TOXICITY, SEVERE_TOXICITY, "
        "INSULT, THREAT. Received: 49 with TOXICITY, INSULT, THREAT."
    )
