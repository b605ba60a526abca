"""How a text is spelled before it is cut into pieces, as tokenizer_config.json of an ALBERT says it."""

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

TOKENIZER_FILE = "tokenizer_config.json"


@dataclass(frozen=True)
class Spelling:
    """`lower_case`: in small letters. `accents`: with the marks that letters carry.

    As transformers' AlbertTokenizer does it: quotes made one, then NFKD and no marks, then small letters.
    """

    lower_case: bool
    accents: bool

    def of(self, text: str) -> str:
        """The text spelled so."""
        text = quotes_made_one(text)
        if not self.accents:
            decomposed = unicodedata.normalize("NFKD", text)
            text = "".join(letter for letter in decomposed if unicodedata.category(letter)[0] != "M")
        # Letter by letter: Python's own would write a sigma at a word's end in another way.
        return text.replace("Σ", "\N{GREEK SMALL LETTER SIGMA}").lower() if self.lower_case else text


AS_IT_IS = Spelling(lower_case=False, accents=True)
# What AlbertTokenizer does when its directory does not say.
OF_ALBERT = Spelling(lower_case=True, accents=False)


def read_spelling(directory: Path, default: Spelling = AS_IT_IS) -> Spelling:
    """What the directory's tokenizer_config.json says, `default` where there is none.

    Raises ValueError when the file is damaged.
    """
    path = directory / TOKENIZER_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        return Spelling(
            bool(config.get("do_lower_case", OF_ALBERT.lower_case)),
            bool(config.get("keep_accents", OF_ALBERT.accents)),
        )
    except FileNotFoundError:
        return default
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{path} is damaged ({error}): expected a JSON object.") from error


def write_spelling(spelling: Spelling, directory: Path) -> None:
    """Write the directory's tokenizer_config.json, with what is said of spelling alone."""
    fields = {"do_lower_case": spelling.lower_case, "keep_accents": spelling.accents}
    (directory / TOKENIZER_FILE).write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def quotes_made_one(text: str) -> str:
    """Return `text` with ``two backticks'' and two apostrophes made one quotation mark, as ALBERT does.

    Source: `preprocess_text` in https://github.com/google-research/albert/blob/master/tokenization.py.
    """
    return text.replace("``", '"').replace("''", '"')
