"""The logits of keras-hub's classifier by fewer and cheaper operations: what training and prediction run.

Three things differ from calling the classifier, none of them the result:
- of the last layer only the [CLS] position is read by the head, so only that position is computed;
- query, key and value are one matrix product;
- dropout compares random bits with a threshold. Its seed is the step, so that a resumed run draws the same.
"""

from typing import Any

from text_models.networks.backend import tf
from text_models.tokens.tokenizer import PAD

EPSILON = 1e-12
UNSEEN = -1e9


class AlbertForward:
    """Computes the logits of `classifier`; matrix products in `dtype`, everything else in float32.

    `dropout` (0..1) is that of training: without a seed nothing is dropped. With `ties_outputs` the logits
    differ in their bias alone: all of them have the same weights, and keep them when `build_albert` has made
    them equal.
    """

    def __init__(
        self,
        classifier: Any,
        *,
        ties_outputs: bool = False,
        dropout: float = 0.0,
        dtype: Any = tf.float32,
    ) -> None:
        self._classifier, self._backbone = classifier, classifier.backbone
        self._dropout, self._dtype = dropout, dtype
        self._ties_outputs = ties_outputs
        self._sites = 0

    def __call__(self, ids: Any, seed: Any = None) -> Any:
        """Return float32 logits (B, outputs) of int32 ids (B, L), right-padded; `seed`: two int32."""
        backbone, self._sites = self._backbone, 0
        shape = tf.shape(ids)
        embedded = tf.gather(backbone.token_embedding.embeddings.value, ids)
        embedded += backbone.position_embedding.position_embeddings.value[: shape[1]]
        embedded += backbone.segment_embedding.embeddings.value[0]
        embedded = self._drop(_normalised(embedded, backbone.embeddings_layer_norm), seed)
        x = self._dense(tf.reshape(embedded, [-1, backbone.embedding_dim]), backbone.embeddings_projection)
        unseen = tf.where(ids == PAD, UNSEEN, 0.0)[:, None, None, :]
        calls = [
            layer
            for group in backbone.transformer_layers
            for _ in range(backbone.num_layers // backbone.num_groups)
            for layer in group
        ]
        for number, layer in enumerate(calls, 1):
            x = self._layer(layer, x, unseen, shape, seed, is_last=number == len(calls))
        pooled = self._drop(tf.tanh(_dense_float32(x, backbone.pooled_dense)), seed)
        head = self._classifier.output_dense
        if self._ties_outputs:
            # The mean of four equal columns is each of them; each gets the same gradient, so they stay equal.
            return tf.matmul(pooled, tf.reduce_mean(head.kernel.value, 1, keepdims=True)) + head.bias.value
        return _dense_float32(pooled, head)

    def _layer(self, layer: Any, x: Any, unseen: Any, shape: Any, seed: Any, *, is_last: bool) -> Any:
        """(B * L, H) in, the same out; (B, H), the first position, out of the last layer."""
        width = self._backbone.hidden_dim
        queries, keys, values = self._queries_keys_values(layer, x, shape, is_last=is_last)
        scale = (width // self._backbone.num_heads) ** -0.5
        scores = tf.cast(tf.matmul(queries * tf.cast(scale, self._dtype), keys, transpose_b=True), tf.float32)
        shares = self._drop(tf.nn.softmax(scores + unseen), seed)
        read = tf.transpose(tf.matmul(self._cast(shares), values), [0, 2, 1, 3])
        output = layer._self_attention_layer.output_dense
        kernel = tf.reshape(output.kernel.value, [width, width])
        attended = self._product(tf.reshape(read, [-1, width]), kernel, output.bias.value)
        asked = tf.reshape(x, [shape[0], shape[1], width])[:, 0] if is_last else x
        x = _normalised(self._drop(attended, seed) + asked, layer._self_attention_layer_norm)
        inner = tf.nn.gelu(self._dense(x, layer._feedforward_intermediate_dense), approximate=True)
        outer = self._drop(self._dense(inner, layer._feedforward_output_dense), seed)
        return _normalised(outer + x, layer._feedforward_layer_norm)

    def _queries_keys_values(self, layer: Any, x: Any, shape: Any, *, is_last: bool) -> tuple[Any, Any, Any]:
        """Three times (B, heads, L, H / heads); queries of the last layer (B, heads, 1, H / heads)."""
        width, heads = self._backbone.hidden_dim, self._backbone.num_heads
        attention = layer._self_attention_layer
        parts = [attention.query_dense, attention.key_dense, attention.value_dense]
        kernels = [tf.reshape(part.kernel.value, [width, width]) for part in parts]
        biases = [tf.reshape(part.bias.value, [width]) for part in parts]

        def by_head(product: Any, count: int, length: Any) -> list[Any]:
            split = tf.reshape(product, [shape[0], length, count, heads, width // heads])
            return list(tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4]), count))

        if is_last:
            first = tf.reshape(x, [shape[0], shape[1], width])[:, 0]
            queries = by_head(self._product(first, kernels[0], biases[0]), 1, 1)
            kernels, biases = kernels[1:], biases[1:]
        else:
            queries = []
        product = self._product(x, tf.concat(kernels, 1), tf.concat(biases, 0))
        queries, keys, values = [*queries, *by_head(product, len(kernels), shape[1])]
        return self._cast(queries), self._cast(keys), self._cast(values)

    def _dense(self, x: Any, layer: Any) -> Any:
        return self._product(x, layer.kernel.value, layer.bias.value)

    def _product(self, x: Any, kernel: Any, bias: Any) -> Any:
        return tf.cast(tf.matmul(self._cast(x), self._cast(kernel)), tf.float32) + bias

    def _cast(self, x: Any) -> Any:
        return tf.cast(x, self._dtype)

    def _drop(self, x: Any, seed: Any) -> Any:
        if seed is None or not self._dropout:
            return x
        self._sites += 1
        bits = tf.random.stateless_uniform(
            tf.shape(x),
            seed + tf.constant([0, self._sites]),
            minval=None,
            maxval=None,
            dtype=tf.uint32,
            alg="philox",
        )
        is_kept = bits >= tf.constant(int(self._dropout * 2**32), tf.uint32)
        return tf.where(is_kept, x / (1 - self._dropout), 0.0)


def _dense_float32(x: Any, layer: Any) -> Any:
    return tf.matmul(x, layer.kernel.value) + layer.bias.value


def _normalised(x: Any, norm: Any) -> Any:
    mean, variance = tf.nn.moments(x, -1, keepdims=True)
    return tf.nn.batch_normalization(x, mean, variance, norm.beta.value, norm.gamma.value, EPSILON)
