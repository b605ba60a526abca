"""The one place where a text is brought into its normal form."""

import hashlib
import html
import unicodedata

KEY_BYTES = 16


def normalise_text(text: str) -> str:
    """Return `text` with HTML entities resolved, in Unicode form NFKC, runs of whitespace made one space.

    Upper and lower case are kept. The result may be empty, and normalising it again changes nothing unless an
    entity was escaped twice (`&amp;lt;` means the four characters `&lt;`, and stays so).
    NFKC: https://unicode.org/reports/tr15/
    """
    return " ".join(unicodedata.normalize("NFKC", html.unescape(text)).split())


def text_key(text: str) -> str:
    """Return 32 hexadecimal digits that are equal for texts equal but for case, whitespace and encoding.

    Evenly spread (BLAKE2b, https://www.rfc-editor.org/rfc/rfc7693), the same on every machine and day.
    """
    return key_of_normalised(normalise_text(text))


def key_of_normalised(normalised: str) -> str:
    """Return the `text_key` of a text that has been through `normalise_text` already."""
    return hashlib.blake2b(
        normalised.casefold().encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES
    ).hexdigest()
