"""The learning rate of a training run, step by step."""

from typing import Any

from rating_model.backend import keras


class WarmUpAndDecay(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc] # Keras is untyped
    """Rises straight to `peak` in `warm_up` steps, then falls straight to 0 at step `steps`.

    A small ALBERT trained from scratch without the rise ends at "always five stars".
    """

    def __init__(self, peak: float, warm_up: int, steps: int) -> None:
        self.peak = peak
        self.warm_up = max(1, min(warm_up, steps // 10))
        self.steps = steps

    def __call__(self, step: Any) -> Any:
        """Return the rate of step 0, 1, …, as a float32 scalar."""
        done = keras.ops.cast(step, "float32")
        rising = (done + 1) / self.warm_up
        falling = (self.steps - done) / max(1, self.steps - self.warm_up)
        return self.peak * keras.ops.clip(keras.ops.minimum(rising, falling), 0.0, 1.0)

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments, for Keras."""
        return {"peak": self.peak, "warm_up": self.warm_up, "steps": self.steps}
