"""The rate rises, then falls."""

import pytest

from text_models.networks.learning_rate import WarmUpAndDecay


@pytest.mark.parametrize(
    ("warm_up", "steps", "expected"),
    [
        # 4 steps up to 1, then 40 - 4 = 36 steps down to 0.
        (4, 40, {0: 0.25, 1: 0.5, 3: 1.0, 4: 1.0, 22: 0.5, 39: 1 / 36, 40: 0.0, 50: 0.0}),
        # A short run warms up for a tenth of it.
        (60, 20, {0: 0.5, 1: 1.0, 2: 1.0, 11: 0.5, 20: 0.0}),
        (0, 10, {0: 1.0, 10: 0.0}),
        (60, 1, {0: 1.0}),
    ],
)
def test_the_rate_of_each_step(warm_up: int, steps: int, expected: dict[int, float]) -> None:
    schedule = WarmUpAndDecay(2e-3, warm_up, steps)
    rates = {step: schedule(step) for step in expected}
    assert rates == pytest.approx({step: 2e-3 * share for step, share in expected.items()}, abs=1e-9)
