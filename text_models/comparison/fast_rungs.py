"""Which rungs are cheap, by measured cost.

Those that took at most a third of the time of TF-IDF under one regression a label, on 11,536 comments: the
figures stand in docs/text_models.md.
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
