"""Metrics of labels as a ranked list, the most probable first, by the standard definitions.

A text without any true label has nothing to rank, and does not count.
"""

from text_models.metrics.metric import MANY_LABELS, Metric
from text_models.metrics.ranking_sums import DEPTHS, LABELLED, mean_over, ranking_sums


def _metric(name: str, title: str, depth: int) -> Metric:
    column = f"{name}_at_{depth}"
    return Metric(column, f"{title}@{depth}", True, MANY_LABELS, ranking_sums, mean_over(column, LABELLED))


# 0..1: the discounted gain of the first k ranks over the best that could be had there. Järvelin and
# Kekäläinen 2002, https://doi.org/10.1145/582415.582418
NDCG = tuple(_metric("ndcg", "NDCG", depth) for depth in DEPTHS)
# 0..1: the mean over texts of the precision at each true label among the first k ranks, over the number of
# true labels that could stand there, min(k, labels). Manning, Raghavan and Schütze 2008, chapter 8.4,
# https://nlp.stanford.edu/IR-book/html/htmledition/evaluation-of-ranked-retrieval-results-1.html
MAP = tuple(_metric("map", "MAP", depth) for depth in DEPTHS)
# 0..1: the mean over texts of the share of its true labels that are among the first k ranks.
RECALL = tuple(_metric("recall", "recall", depth) for depth in DEPTHS)
