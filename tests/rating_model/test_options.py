"""Numbers that the pipeline cannot work with are refused in a sentence."""

import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest

from rating_model.options import RatingOptions

BAD = [
    ({"max_reviews": 0}, "`max_reviews` must be at least 1. Received: 0"),
    ({"vocabulary_size": 9}, "`vocabulary_size` must be at least 10. Received: 9"),
    ({"max_tokens": 2}, "`max_tokens` must be at least 3. Received: 2"),
    ({"epochs": 0}, "`epochs` must be at least 1. Received: 0"),
    ({"batch_size": -1}, "`batch_size` must be at least 1. Received: -1"),
    ({"stopping_share": 1.0}, "`stopping_share` must be 0 or more and below 1. Received: 1.0"),
    ({"patience": 0}, "`patience` must be at least 1. Received: 0"),
    ({"checkpoint_seconds": float("nan")}, "`checkpoint_seconds` must be at least 0. Received: nan"),
    ({"head": "linear"}, "`head` must be one of softmax, ordinal. Received: linear"),
    ({"precision": "int8"}, "`precision` must be one of auto, float32, bfloat16. Received: int8"),
    ({"peak_learning_rate": float("nan")}, "`peak_learning_rate` must lie between 0 and 1. Received: nan"),
    ({"dropout": 1.0}, "`dropout` must be 0 or more and below 1. Received: 1.0"),
    ({"hidden_dim": 10, "heads": 4}, "`hidden_dim` must be a multiple of `heads`. Received: 10 and 4"),
]


def test_the_defaults_are_valid_and_cannot_be_changed() -> None:
    options = RatingOptions()
    assert (options.max_reviews, options.vocabulary_size, options.max_tokens) == (20_000, 8_000, 128)
    assert (options.layers, options.hidden_dim, options.head) == (2, 128, "softmax")
    with pytest.raises(FrozenInstanceError):
        options.epochs = 3  # type: ignore[misc] # that it is refused is the point


@pytest.mark.parametrize(("values", "sentence"), BAD)
def test_bad_numbers(values: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match="must") as error:
        RatingOptions(**values)  # type: ignore[arg-type] # floats where ints belong are part of the table
    assert str(error.value) == sentence


def test_importing_the_options_imports_nothing_heavy() -> None:
    program = (
        "import sys, rating_model.options; "
        "heavy = {'numpy', 'tensorflow', 'keras', 'sentencepiece', 'pyarrow', 'sklearn'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
