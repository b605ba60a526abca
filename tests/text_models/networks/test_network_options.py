"""How large the batches of a training are."""

from __future__ import annotations

import pytest

from text_models.networks.network_options import NetworkOptions

SIZES = [(1_024, 68_664, 1_024), (1_024, 61_000, 1_016), (1_024, 6_660, 111), (512, 100, 16), (8, 100, 8)]


@pytest.mark.parametrize(("most", "texts", "expected"), SIZES)
def test_an_epoch_has_sixty_steps_where_there_are_texts_for_it(most: int, texts: int, expected: int) -> None:
    assert NetworkOptions(batch_size=most).batch_of(texts) == expected
