"""Which texts the model learns from and which it is judged by: no text is ever on both sides."""

# 15 % of all keys, which are spread evenly, come before this one. The warehouse refuses a row of review_texts
# on the wrong side of it, and so it must never change: models have learned from what lies behind it.
FIRST_TRAINING_KEY = "26666666" + "0" * 24
EVALUATION_SHARE = 0.15


def is_held_out(key: str) -> bool:
    """Return whether the text with this `text_key` (32 hexadecimal digits) is for evaluation, for ever.

    It depends on the text alone: texts equal but for case, whitespace and HTML escapes are on one side.
    """
    return key < FIRST_TRAINING_KEY
