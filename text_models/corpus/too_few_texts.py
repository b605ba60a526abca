"""A corpus that is too small to go on with."""

# Fewer different texts than this are not worth a model.
FEWEST_TEXTS = 20


class TooFewTexts(Exception):
    """There is not enough to learn from or to judge by; the message is a sentence with the numbers."""
