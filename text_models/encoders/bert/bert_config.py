"""What config.json says of a BERT, a RoBERTa or an ALBERT."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from text_models.encoders.encoder_folder import EncoderError

FILE = "config.json"
# The family by `model_type`: what they share is one block; names and places of tensors differ.
FAMILIES = {
    "bert": "bert",
    "roberta": "roberta",
    "xlm-roberta": "roberta",
    "camembert": "roberta",
    "albert": "albert",
}
# Keras' names; "gelu" is the exact one, of the error function, "gelu_new" its tanh approximation.
ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu_fast": "gelu_tanh",
    "relu": "relu",
}
MOST = 1_000_000


@dataclass(frozen=True)
class BertConfig:
    """Sizes of an encoder; `table_width` is that of its table of pieces, in ALBERT narrower than `hidden`.

    `groups` is how many different blocks an ALBERT has, which repeats them; else `layers`. A text's first
    token has position `first_position`. `longest` is the longest text, in tokens.
    """

    family: str
    rows: int
    table_width: int
    hidden: int
    layers: int
    groups: int
    heads: int
    inner: int
    positions: int
    first_position: int
    types: int
    epsilon: float
    activation: str

    @property
    def longest(self) -> int:
        """The longest text, in tokens."""
        return self.positions - self.first_position

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what the folder's config.json says. Raises EncoderError, naming it, for any other model."""
        path = folder / FILE
        try:
            found = json.loads(path.read_bytes())
            family = FAMILIES[found["model_type"]]
        except FileNotFoundError as error:
            raise EncoderError(f"{path} is missing: name a Hugging Face folder of a BERT.") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise EncoderError(
                f"{path} is no BERT's ({error!r}); expected model_type to be one of {', '.join(FAMILIES)}."
            ) from error
        return cls._checked(_Values(path, found), family)

    @classmethod
    def _checked(cls, values: _Values, family: str) -> Self:
        hidden, layers = values.whole("hidden_size"), values.whole("num_hidden_layers")
        heads = values.whole("num_attention_heads")
        if hidden % heads:
            raise values.bad("num_attention_heads", f"a divisor of hidden_size, {hidden}")
        if values.text("position_embedding_type", "absolute") != "absolute":
            raise values.bad("position_embedding_type", "absolute")
        if values.whole("inner_group_num", 1) != 1:
            raise values.bad("inner_group_num", "1")
        activation = values.text("hidden_act", "gelu")
        if activation not in ACTIVATIONS:
            raise values.bad("hidden_act", f"one of {', '.join(ACTIVATIONS)}")
        is_albert = family == "albert"
        return cls(
            family=family,
            rows=values.whole("vocab_size", most=10 * MOST),
            table_width=values.whole("embedding_size") if is_albert else hidden,
            hidden=hidden,
            layers=layers,
            groups=values.whole("num_hidden_groups", 1) if is_albert else layers,
            heads=heads,
            inner=values.whole("intermediate_size"),
            positions=values.whole("max_position_embeddings"),
            first_position=values.whole("pad_token_id", 1) + 1 if family == "roberta" else 0,
            types=values.whole("type_vocab_size"),
            epsilon=values.number("layer_norm_eps", 1e-12),
            activation=ACTIVATIONS[activation],
        )


class _Values:
    """The values of config.json, each checked when it is taken out."""

    def __init__(self, path: Path, values: dict[str, Any]) -> None:
        self._path, self._values = path, values

    def bad(self, name: str, expected: str) -> EncoderError:
        return EncoderError(f"{self._path}: `{name}` is {self._values.get(name)!r}, expected {expected}.")

    def whole(self, name: str, default: int | None = None, *, most: int = MOST) -> int:
        value = self._values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise self.bad(name, f"1..{most:,}")
        return value

    def number(self, name: str, default: float) -> float:
        value = self._values.get(name, default)
        if not isinstance(value, (int, float)) or not 0 < value < 1:
            raise self.bad(name, "a number between 0 and 1")
        return float(value)

    def text(self, name: str, default: str) -> str:
        value = self._values.get(name, default)
        if not isinstance(value, str):
            raise self.bad(name, "a text")
        return value
