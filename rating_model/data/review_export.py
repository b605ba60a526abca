"""Reviews from PostgreSQL into an export: what is new, what to learn from, what to judge by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rating_model.data.champion_reference import ChampionReference, read_reference
from rating_model.data.export_counts import ChosenRows, NewReviews
from rating_model.data.rating_drift import rating_drift
from rating_model.data.reviews_manifest import ReviewsManifest
from rating_model.data.reviews_writer import ReviewsWriter
from storage.whole_folder import whole_folder
from text_models.corpus.held_out import is_held_out
from text_models.corpus.too_few_texts import TooFewTexts
from text_models.corpus.training_sample import new_and_replayed, stratified, walk_start
from text_models.normalise import key_of_normalised, normalise_text

if TYPE_CHECKING:
    import psycopg

    from text_models.pipelines.text_pipeline import Warehouse

ROWS_AT_ONCE = 5_000


def export_reviews(
    warehouse: Warehouse,
    run_ids: Sequence[str],
    target: Path,
    *,
    champion: Callable[[], Path | None],
    max_reviews: int,
    max_evaluation: int,
) -> ReviewsManifest:
    """Write the new reviews of the runs, the training part and the evaluation part into folder `target`.

    The folder appears whole. Safe to repeat: the same runs have the same rows, however late. `champion()` is
    the folder of the version against whose training data drift is measured; drift warns and never fails.
    Raises TooFewTexts when the runs loaded no review.
    """
    statement = (warehouse.sql_dir / "export" / "batches_of_runs.sql").read_bytes()
    with warehouse.transaction() as connection:
        batches = connection.execute(statement, {"run_ids": list(run_ids)}).fetchall()
    if not sum(loaded for _, loaded in batches):
        raise TooFewTexts("No new review was loaded: nothing new to learn.")
    reference, warnings = read_reference(champion)
    with whole_folder(target) as folder, warehouse.transaction() as connection:
        export = ReviewExport(
            connection,
            warehouse.sql_dir,
            run_ids=run_ids,
            batch_ids=[batch_id for batch_id, _ in batches],
            max_reviews=max_reviews,
            max_evaluation=max_evaluation,
            champion=reference,
            warnings=warnings,
        )
        return export.write(folder)


@dataclass(frozen=True)
class ReviewExport:
    """The export of the runs' batches, the oldest first, in the connection's transaction.

    `max_reviews` bounds the training part, `max_evaluation` the evaluation part. Nothing later than the last
    batch counts, so that the same export has the same rows however late it is repeated. `warnings` go into
    the manifest.
    """

    connection: psycopg.Connection[Any]
    sql_dir: Path
    run_ids: Sequence[str]
    batch_ids: Sequence[str]
    max_reviews: int
    max_evaluation: int
    champion: ChampionReference | None = None
    warnings: Sequence[str] = ()

    def write(self, folder: Path) -> ReviewsManifest:
        """Fill the folder with the parts new, train and evaluation and their manifest, which is returned."""
        self.connection.execute(self._statement("begin"))
        self.connection.execute(self._statement("leave_made_up_out"))
        self.connection.execute(self._statement("recount_training_texts"))
        with ReviewsWriter(folder) as writer:
            new = self._write_new(writer)
            train = self._write_train(writer)
            self._write_rows(writer, "evaluation", "evaluation_texts", {}, {"most": self.max_evaluation})
        drift: dict[str, Any] = {"champion": None, "warnings": list(self.warnings)}
        if self.champion:
            drift = rating_drift(self.champion.version, self.champion.reference, new.bins)
        return writer.finish(
            version=self.batch_ids[-1],
            batch_ids=self.batch_ids,
            run_ids=self.run_ids,
            seen_batch_ids=sorted(train.batches),
            replayed=train.replayed,
            drift=drift,
        )

    def _write_new(self, writer: ReviewsWriter) -> NewReviews:
        """Write the part new; give each text of the batches that have not been examined its side."""
        waiting = [row[0] for row in self._rows("unexamined_batches")]
        new = NewReviews(self.champion.reference if self.champion else {})
        for batch_id in sorted({*waiting, *self.batch_ids}):
            for rows in self._reviews(batch_id):
                if batch_id in self.batch_ids:
                    writer.write("new", rows)
                    new.count(rows)
                if batch_id in waiting:
                    self._copy_texts(batch_id, rows)
        self.connection.execute(self._statement("examine_batches"), {"batch_ids": waiting})
        return new

    def _reviews(self, batch_id: str) -> Iterator[list[tuple[int, str, int]]]:
        """The reviews of a batch, their texts in normal form, some thousands at a time."""
        for rows in self._stream("reviews_of_batch", {"batch_id": batch_id}):
            yield [(review_id, normalise_text(text or ""), rating) for review_id, text, rating in rows]

    def _copy_texts(self, batch_id: str, rows: Sequence[tuple[int, str, int]]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(self._statement("copy_new_texts")) as copy:
            for review_id, text, rating in rows:
                if text:
                    key = key_of_normalised(text)
                    copy.write_row((is_held_out(key), rating, key, review_id, batch_id))

    def _write_train(self, writer: ReviewsWriter) -> ChosenRows:
        """Write the part train: new texts and older ones, of each rating its share."""
        counts = self._rows("training_texts")
        new = {rating: count for rating, count, _ in counts}
        older = {rating: count for rating, _, count in counts}
        most_new, most_older = new_and_replayed(sum(new.values()), sum(older.values()), self.max_reviews)
        start = walk_start(self.batch_ids[-1])
        chosen = self._write_rows(writer, "train", "new_texts", stratified(new, most_new), {"start": start})
        open_quotas = stratified(older, most_older)
        # From a point of the hash that is this version's to the end, then from the beginning to that point.
        for bounds in (
            {"start": start, "end": UUID(int=2**128 - 1)},
            {"start": UUID(int=0), "end": start},
        ):
            walked = self._write_rows(writer, "train", "replayed_texts", open_quotas, bounds)
            open_quotas = {
                rating: most - walked.ratings.count(rating) for rating, most in open_quotas.items()
            }
            chosen.add(walked)
            chosen.replayed += len(walked.ratings)
        return chosen

    def _write_rows(
        self,
        writer: ReviewsWriter,
        part: str,
        statement: str,
        quotas: Mapping[int, int],
        bounds: Mapping[str, object],
    ) -> ChosenRows:
        """Write the rows (review_id, review_text, rating, text_key, batch_id) of a statement to a part."""
        given = {"ratings": list(quotas), "quotas": list(quotas.values())}
        chosen = ChosenRows()
        for rows in self._stream(statement, {**self._bounds(), **given, **bounds}):
            writer.write(
                part, [(review_id, normalise_text(text), rating) for review_id, text, rating, *_ in rows]
            )
            chosen.ratings += [row[2] for row in rows]
            chosen.batches.update(row[4] for row in rows)
        return chosen

    def _bounds(self) -> dict[str, object]:
        return {
            "batch_ids": list(self.batch_ids),
            "newest": self.batch_ids[-1],
        }

    def _statement(self, name: str) -> bytes:
        return (self.sql_dir / "export" / f"{name}.sql").read_bytes()

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(self._statement(statement), self._bounds()).fetchall()

    def _stream(self, statement: str, parameters: Mapping[str, object]) -> Iterator[list[tuple[Any, ...]]]:
        """The rows by a cursor of the server, so that a part of them is in memory at a time."""
        with self.connection.cursor("export") as cursor:
            cursor.execute(self._statement(statement), parameters)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                yield rows
