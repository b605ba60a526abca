"""What is done to a text before a tokenizer cuts it into pieces, as an ALBERT's tokenizer_config.json says.

It comes after the normal form of `text_models.normalise`, which all classifiers share.
"""

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

TOKENIZER_FILE = "tokenizer_config.json"


@dataclass(frozen=True)
class Normalizer:
    """Changes texts as AlbertTokenizer of transformers does.

    Two backticks or apostrophes become one quotation mark; without `keep_accents` letters are decomposed
    (NFKD) and lose their marks; with `lower_case` they become small.
    """

    lower_case: bool
    keep_accents: bool

    def normalize(self, text: str) -> str:
        """Return the text as the tokenizer's model expects it."""
        text = quotes_made_one(text)
        if not self.keep_accents:
            decomposed = unicodedata.normalize("NFKD", text)
            text = "".join(letter for letter in decomposed if unicodedata.category(letter)[0] != "M")
        # Letter by letter: Python's own would write a sigma at a word's end in another way.
        return text.replace("Σ", "\N{GREEK SMALL LETTER SIGMA}").lower() if self.lower_case else text


QUOTES_ONLY = Normalizer(lower_case=False, keep_accents=True)
# What AlbertTokenizer does when its directory does not say.
ALBERT_DEFAULT = Normalizer(lower_case=True, keep_accents=False)


def read_normalizer(directory: Path, default: Normalizer = QUOTES_ONLY) -> Normalizer:
    """Return the normalizer that the directory's tokenizer_config.json describes, `default` without a file.

    A field that it lacks has the value of `ALBERT_DEFAULT`. Raises ValueError when the file is damaged.
    """
    path = directory / TOKENIZER_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        return Normalizer(
            bool(config.get("do_lower_case", ALBERT_DEFAULT.lower_case)),
            bool(config.get("keep_accents", ALBERT_DEFAULT.keep_accents)),
        )
    except FileNotFoundError:
        return default
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{path} is damaged ({error}): expected a JSON object.") from error


def write_normalizer(normalizer: Normalizer, directory: Path) -> None:
    """Write the directory's tokenizer_config.json, with the normalizer's two fields alone."""
    fields = {"do_lower_case": normalizer.lower_case, "keep_accents": normalizer.keep_accents}
    (directory / TOKENIZER_FILE).write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def quotes_made_one(text: str) -> str:
    """Return `text` with ``two backticks'' and two apostrophes made one quotation mark, as ALBERT does.

    Source: `preprocess_text` in https://github.com/google-research/albert/blob/master/tokenization.py.
    """
    return text.replace("``", '"').replace("''", '"')
