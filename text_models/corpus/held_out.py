"""Which texts the model learns from and which it is judged by: no text is ever on both sides."""

# 15 % of all keys, which are spread evenly, come before this one. The warehouse refuses a row of review_texts
# on the wrong side of it, and so it must never change: models have learned from what lies behind it.
FIRST_TRAINING_KEY = "26666666" + "0" * 24
EVALUATION_SHARE = 0.15
FEWEST_TEXTS = 20


class TooFewReviews(Exception):  # noqa: N818 (it names a state of the data, not a fault; the caller skips the step)
    """There is not enough to learn from or to judge by; the message is a sentence with the numbers."""


def is_held_out(key: str) -> bool:
    """Return whether the text with this `text_key` (32 hexadecimal digits) is for evaluation, for ever.

    It depends on the text alone: texts equal but for case, whitespace and HTML escapes are on one side.
    """
    return key < FIRST_TRAINING_KEY
