"""AdamW by TensorFlow's fused update: one pass over a tensor where an optimizer of many operations makes ten.

Paper: https://arxiv.org/abs/1711.05101. As in Keras, the decay is scaled by the learning rate, and biases and
the scales of layer normalisations do not decay.
"""

from collections.abc import Mapping
from typing import Any

from text_models.networks.backend import tf

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7
LARGEST_GRADIENT_NORM = 1.0
NOT_DECAYED = ("bias", "gamma", "beta")


class AdamW:
    """Updates `variables` (Keras variables by name); `first` and `second` are the running moments by name.

    `factors` multiply the rate of the variables that they name.
    """

    def __init__(
        self,
        variables: Mapping[str, Any],
        weight_decay: float,
        factors: Mapping[str, float] | None = None,
    ) -> None:
        self._variables, self._weight_decay, self._factors = variables, weight_decay, factors or {}
        self.first = {name: tf.Variable(tf.zeros(v.shape)) for name, v in variables.items()}
        self.second = {name: tf.Variable(tf.zeros(v.shape)) for name, v in variables.items()}

    def update(self, gradients: Mapping[str, Any], rate: Any, step: Any) -> None:
        """Make one step, inside a `tf.function`: `rate` and `step` (0, 1, …) are float32 scalars.

        Gradients whose norm over all tensors is above 1 are scaled down to it.
        """
        dense = {name: tf.convert_to_tensor(gradient) for name, gradient in gradients.items()}
        norm = tf.sqrt(2.0 * tf.add_n([tf.nn.l2_loss(gradient) for gradient in dense.values()]))
        scale = tf.minimum(1.0, LARGEST_GRADIENT_NORM / norm)
        for name, gradient in dense.items():
            variable = self._variables[name]
            its_rate = rate * self._factors.get(name, 1.0)
            weights = variable.value
            if variable.name not in NOT_DECAYED and self._weight_decay:
                weights.assign_sub(weights * (its_rate * self._weight_decay))
            tf.raw_ops.ResourceApplyAdam(
                var=weights.handle,
                m=self.first[name].handle,
                v=self.second[name].handle,
                beta1_power=tf.pow(BETA_1, step + 1.0),
                beta2_power=tf.pow(BETA_2, step + 1.0),
                lr=its_rate,
                beta1=BETA_1,
                beta2=BETA_2,
                epsilon=EPSILON,
                grad=gradient * scale,
            )
