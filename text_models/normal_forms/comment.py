"""The normal form of comments on the web, in any language."""

from text_models.normal_forms.marks import MENTION, PUNCTUATION, URL
from text_models.normalise import normalise_text


def normalise_comment(text: str) -> str:
    """Return `text` in lower case, with links as `url`, names as `nick` and no punctuation.

    Emoji stay: they say something.
    """
    text = MENTION.sub(" nick ", URL.sub(" url ", normalise_text(text)))
    return " ".join(text.translate(PUNCTUATION).lower().split())
