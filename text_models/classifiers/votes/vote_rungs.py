"""The votes that a task's ladder names."""

from __future__ import annotations

from text_models.classifiers.bayes.nb_logistic import NB_LR
from text_models.classifiers.fasttext_.fasttext_rungs import FASTTEXT_SOFTMAX
from text_models.classifiers.linear.one_vs_rest import ONE_VS_REST
from text_models.classifiers.muse.muse_frozen import MUSE_FROZEN
from text_models.classifiers.networks.bert.bert_frozen import BERT_FROZEN
from text_models.classifiers.votes.named_vote import vote_of

# Members that err in different ways: log-count ratios, TF-IDF, vectors of words.
MEMBERS = (NB_LR, ONE_VS_REST, FASTTEXT_SOFTMAX)

ARITHMETIC = vote_of("arithmetic", "vote_arithmetic", MEMBERS, title="the mean of three classifiers")
GEOMETRIC = vote_of("geometric", "vote_geometric", MEMBERS, title="the geometric mean of three classifiers")
STACKED = vote_of("stacked", "vote_stacked", MEMBERS, title="a regression on three classifiers")
# What counts words, and two pretrained encoders as they are.
ENCODERS = vote_of(
    "geometric",
    "vote_encoders",
    (NB_LR, MUSE_FROZEN, BERT_FROZEN),
    title="the geometric mean of NB-LR and two frozen encoders",
)
