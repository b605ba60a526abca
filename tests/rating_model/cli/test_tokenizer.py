"""`rating-model tokenizer` on a folder."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

from tests.rating_model.version_site import VersionSite


def test_retrain_asks_for_the_next_number(
    rating_model: Callable[..., Result], version_site: VersionSite
) -> None:
    assert rating_model("tokenizer", "retrain").stdout == "The next run trains tokenizer 1.\n"
    store = version_site.models_dir / "tokenizers"
    assert [path.name for path in store.iterdir()] == ["new-tokenizer-requested"]
    (store / "1").mkdir()
    assert rating_model("tokenizer", "retrain").stdout == "The next run trains tokenizer 2.\n"
