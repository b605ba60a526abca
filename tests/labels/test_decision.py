"""What a decision may say."""

from __future__ import annotations

from typing import Any

import pytest

from labels.decision import Decision, DecisionError, decision_key

GOOD: dict[str, Any] = {"task": "a-task", "user_name": "ada", "request_key": "0123456789", "action": "label"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Action 'label' came with 0 labels"),
        ({"label": "toxic", "label_set": '["toxic"]'}, "Action 'label' came with 2 labels"),
        ({"action": "skip", "label": "toxic"}, "Action 'skip' came with 1 labels"),
        ({"action": "delete"}, "A decision is one of label, unclear, skip, note, reopen. Received: 'delete'"),
        (
            {"label": "toxic", "finding": "both"},
            "A finding is one of label wrong, model wrong. Received: 'both'",
        ),
        ({"action": "note", "note": ""}, "The note is empty"),
        ({"action": "skip", "note": "x" * 1_001}, "The note has 1,001 characters; expected 1,000 or fewer"),
    ],
)
def test_what_does_not_go_together_is_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DecisionError, match=sentence):
        Decision(**{**GOOD, **said})


def test_a_key_is_of_task_person_and_request() -> None:
    # BLAKE2b-128 of '["a-task", "ada", "0123456789"]', by `b2sum --length 128`.
    assert decision_key("a-task", "ada", "0123456789").hex == "e74be87c6d123638ded26b2c01dc9b59"
    others = {decision_key("b", "ada", "0123456789"), decision_key("a-task", "bob", "0123456789")}
    assert len(others | {Decision(**GOOD, label="toxic").decision_key}) == 3


def test_a_request_needs_a_key() -> None:
    with pytest.raises(DecisionError, match=r"has 8 to 100 characters, such as a UUID\. Received: 3"):
        decision_key("a-task", "ada", "abc")
