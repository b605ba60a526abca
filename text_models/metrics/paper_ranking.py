"""NDCG and MAP as a published tag system computed them, to stand beside its figures and never to choose by.

Both flatter. `paper_ndcg` divides by the best order of the labels that were retrieved, not of the true ones:
one hit on the first rank is perfect, however many true labels were missed. `paper_map` divides by the hits
and averages over the texts with a hit: a predictor that is silent where it is unsure gains by it, and the
frequencies of the labels reach .985 at k = 3 on the published data.
"""

from text_models.metrics.metric import MANY_LABELS, Metric
from text_models.metrics.ranking_sums import DEPTHS, ROWS, mean_over, ranking_sums


def _metric(name: str, title: str, depth: int, counted: str) -> Metric:
    column = f"{name}_at_{depth}"
    return Metric(column, f"{title}@{depth}", True, MANY_LABELS, ranking_sums, mean_over(column, counted))


# 0..1; a text without a hit among the first k ranks counts as 0.
PAPER_NDCG = tuple(_metric("paper_ndcg", "published NDCG", depth, ROWS) for depth in DEPTHS)
# 0..1; a text without a hit among the first k ranks does not count.
PAPER_MAP = tuple(_metric("paper_map", "published MAP", depth, f"found_at_{depth}") for depth in DEPTHS)
