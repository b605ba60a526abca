"""Which rungs are cheap, by measured cost: the seconds stand in docs/text_models.md.

NB-LR is the dearest of them. A regression a label costs more still, grows with the labels, and was no better.
"""

from __future__ import annotations

FAST_RUNGS = frozenset(
    {
        "majority",
        "mean",
        "nb_counts",
        "nb_tfidf",
        "nb_lr",
        "features_lr",
        "features_nb",
        "fasttext_softmax",
    }
)
