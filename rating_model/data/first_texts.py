"""Chooses distinct texts out of a stream in the order of their hash."""

from heapq import nsmallest
from uuid import UUID

from rating_model.data.review_files import Row

KEYS = 2**128


class FirstTexts:
    """The first `most` pairs of text and rating in the order of their `text_key`, counted from `start` on.

    The order goes on with the lowest key after the highest one, so that another `start` gives another choice:
    each is as good as a random sample, because keys are spread evenly. Of equal pairs the one that was
    offered first counts. Memory follows `most`, not the number of reviews offered.
    """

    def __init__(self, most: int, start: UUID | None = None) -> None:
        self.most = most
        self._start = start.int if start else 0
        self._rows: dict[tuple[int, int], tuple[str, Row]] = {}

    def offer(self, key: str, row: Row) -> None:
        """Take the row (review_id, text, rating), whose text has this `text_key`, if it may be chosen."""
        place = (int(key, 16) - self._start) % KEYS
        self._rows.setdefault((place, row[2]), (key, row))
        # A pair that goes here cannot come back: as many lower ones stay, whatever is offered later.
        if len(self._rows) >= 2 * self.most + 1_000:
            self._rows = self._lowest()

    def rows(self) -> list[Row]:
        """The rows chosen, sorted by key and rating."""
        chosen = sorted(self._lowest().values(), key=lambda kept: (kept[0], kept[1][2]))
        return [row for _, row in chosen]

    def _lowest(self) -> dict[tuple[int, int], tuple[str, Row]]:
        return {place: self._rows[place] for place in nsmallest(self.most, self._rows)}
