"""The side of a text follows from its hash alone."""

import pytest

from text_models.corpus.held_out import EVALUATION_SHARE, FIRST_TRAINING_KEY, is_held_out
from text_models.normalise import text_key


def test_the_first_training_key_is_on_the_training_side() -> None:
    before = f"{int(FIRST_TRAINING_KEY, 16) - 1:032x}"
    assert [is_held_out(key) for key in ("0" * 32, before, FIRST_TRAINING_KEY, "f" * 32)] == [
        True,
        True,
        False,
        False,
    ]
    assert int(FIRST_TRAINING_KEY, 16) / 16**32 == pytest.approx(EVALUATION_SHARE, abs=1e-9)


def test_about_15_percent_of_texts_are_held_out() -> None:
    share = sum(is_held_out(text_key(f"text {number}")) for number in range(10_000)) / 10_000
    assert share == pytest.approx(EVALUATION_SHARE, abs=0.01)


@pytest.mark.parametrize(
    "variant",
    [
        "Fine soap & more",
        " fine\u00a0SOAP\n& more ",
        "Fine soap &amp; more",
        "&#70;ine soap &#x26; more",
        "\uff26ine soap & more",
    ],
)
def test_texts_equal_but_for_case_whitespace_and_escapes_have_one_key(variant: str) -> None:
    assert text_key(variant) == text_key("fine soap & more")
    assert text_key(variant) != text_key("fine soap and more")
