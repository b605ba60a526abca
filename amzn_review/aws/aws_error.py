"""What Amazon's control plane refuses."""

from __future__ import annotations

from errors import SentenceError


class AwsError(SentenceError):
    """Amazon did not do what was asked; ``str()`` is one sentence with the next step.

    ``code`` is what Amazon calls the failure (``ClusterNotFound``), "" if the refusal is our own.
    """

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code
