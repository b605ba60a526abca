"""Small corpora and small models that the tests of the rating model share."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from rating_model.options import RatingOptions
from services.postgres.databases import DatabaseAddress
from tests.rating_model.version_site import VersionSite
from text_models.versions.registry import Registry

Row = tuple[int, str | None, int]
WriteCorpus = Callable[[Iterable[Row]], Path]

GOOD = ("love", "great", "lovely", "perfect", "wonderful")
BAD = ("hate", "awful", "broken", "useless", "terrible")
THINGS = ("soap", "brush", "shirt", "fridge", "filter", "towel", "lamp", "shoe", "cup", "comb")


@pytest.fixture
def tiny() -> RatingOptions:
    """A model that trains in a second."""
    return RatingOptions(
        vocabulary_size=200,
        max_tokens=16,
        layers=1,
        hidden_dim=8,
        heads=2,
        intermediate_dim=16,
        embedding_dim=8,
        epochs=1,
        batch_size=16,
    )


@pytest.fixture
def phrases() -> list[Row]:
    """100 reviews of 100 texts, 50 with five stars and 50 with one, told apart by a single word."""
    rows: list[Row] = []
    for thing in THINGS:
        for good, bad in zip(GOOD, BAD, strict=True):
            rows.append((len(rows) + 1, f"This {thing} is {good}.", 5))
            rows.append((len(rows) + 1, f"This {thing} is {bad}.", 1))
    return rows


@pytest.fixture
def write_corpus(tmp_path: Path) -> WriteCorpus:
    """A function that writes rows as the warehouse's export does and returns the file's path."""

    def write(rows: Iterable[Row]) -> Path:
        ids, texts, ratings = zip(*rows, strict=True)
        table = pyarrow.table(
            {
                "review_id": pyarrow.array(ids, pyarrow.int64()),
                "review_text": pyarrow.array(texts, pyarrow.string()),
                "rating": pyarrow.array(ratings, pyarrow.int8()),
            }
        )
        path = tmp_path / "corpus.parquet"
        parquet.write_table(table, path)
        return path

    return write


@pytest.fixture
def version_site(tmp_path: Path) -> VersionSite:
    """Folders of the test's own, empty."""
    return VersionSite(tmp_path / "data" / "models" / "rating", tmp_path / "reviews")


@pytest.fixture
def registry(registry_address: DatabaseAddress) -> Registry:
    """That registry, opened."""
    return Registry(registry_address.uri("postgresql+psycopg2"), "rating")
