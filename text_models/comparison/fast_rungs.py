"""Which rungs are cheap, by measured cost.

Seconds of `compare toxicity-ru` (11,536 comments, options chosen among all choices, 2 cores) stand in
docs/text_models.md.
"""

from __future__ import annotations

FAST_RUNGS = frozenset(
    {
        "majority",
        "mean",
        "nb_counts",
        "nb_tfidf",
        "nb_lr",
        "tfidf_logistic",
        "tfidf_lr_one_vs_rest",
        "fasttext_softmax",
        "features_lr",
        "features_nb",
    }
)
