"""Made-up reviews out of a warehouse, with what only they needed."""

from __future__ import annotations

from collections.abc import Mapping

from amzn_review.corpus.made_up_reviews import MadeUpReviews
from amzn_review.warehouse_transaction import WarehouseTransaction

# Tables by the statement of workflow/sql/made_up/ that removes from them, in their order.
SHARED = {"users": "users", "moments": "time", "products": "products"}
TEXTS = {"labels": "label_events", "scores": "review_scores"}
POSTGRES = {"predictions": "review_predictions", "texts": "review_texts"}


class WarehouseRemoval:
    """Removes what a demo has from a warehouse, in the transaction that the caller commits.

    `begin` waits for a load to end; `ids` names the reviews; `finish` removes them and returns the rows that
    went, by table. `in_list` makes a list that the driver writes for SQL's IN. Without `has_models` the
    warehouse has no predictions and sides: Redshift.
    """

    def __init__(
        self,
        transaction: WarehouseTransaction,
        made_up: MadeUpReviews,
        in_list: type[tuple[str, ...]],
        *,
        has_models: bool,
    ) -> None:
        self._transaction = transaction
        self._keys = in_list(sorted(made_up.keys))
        self._asins = in_list(sorted(made_up.asins))
        self._has_models = has_models

    def begin(self) -> None:
        """Take the load's lock, and find the reviews."""
        self._transaction.rows("made_up/one_at_a_time.sql")
        self._transaction.run("made_up/mark.sql", {"made_up_keys": self._keys})
        self._transaction.run("made_up/find.sql")

    def ids(self) -> frozenset[int]:
        """The numbers of the reviews."""
        return frozenset(number for (number,) in self._transaction.rows("made_up/ids.sql"))

    def finish(self) -> dict[str, int]:
        """Remove them; the ledgers say so."""
        removed = self._removed(POSTGRES) if self._has_models else {}
        removed |= self._removed(TEXTS)
        if self._has_models:
            self._transaction.run("export/recount_training_texts.sql")
        self._transaction.run("made_up/ledger.sql")
        removed["reviews"] = self._transaction.run("made_up/reviews.sql")
        return {**removed, **self._removed(SHARED)}

    def _removed(self, steps: Mapping[str, str]) -> dict[str, int]:
        asked = {"products": {"asins": self._asins}}
        return {
            table: self._transaction.run(f"made_up/{step}.sql", asked.get(step))
            for step, table in steps.items()
        }
