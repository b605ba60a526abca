"""Tweets as TASS publishes them: XML, and gold labels as `id<TAB>label` in a file beside it.

Format: http://tass.sepln.org/2019/, tweets/tweet/{tweetid,user,content,date,lang,sentiment/polarity/value}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from xml.etree import ElementTree as ET

from text_files.bad_record import BadRecord
from text_files.sources.gold_labels import GoldLabels
from text_files.sources.source_record import SourceRecord
from text_files.sources.text_stream import UnreadableTextsError

COLUMNS = ("tweetid", "user", "content", "date", "lang", "value")
LARGEST = 256 * 1024 * 1024  # characters; the published files have some hundred thousand
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_VALUES = "sentiment/polarity/value"


class TassFile:
    """`file` is open as text. `gold` labels take the place of those in it.

    Raises UnreadableTextsError.
    """

    def __init__(self, file: TextIO, path: Path, gold: GoldLabels | None) -> None:
        self.columns = list(COLUMNS)
        self.notes: list[str] = []
        self._gold = gold
        self._tweets = self._parse(file, path)

    def _parse(self, file: TextIO, path: Path) -> list[ET.Element]:
        text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise UnreadableTextsError(f"{path} has more than {LARGEST:,} characters: split it.")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise UnreadableTextsError(f"{path} declares a document type: expected TASS XML without one.")
        text, bare = _BARE.subn("&amp;", text)
        if bare:
            self.notes.append(f"{bare:,} bare & read as &amp;, which XML wants")
        try:
            root = ET.fromstring(text)  # noqa: S314 - without a document type there is no entity to expand
        except (ET.ParseError, UnicodeEncodeError) as error:
            raise UnreadableTextsError(f"{path} is no well-formed XML ({error}): mend the file.") from error
        tweets = root.findall("tweet")
        if not tweets:
            raise UnreadableTextsError(f"{path} holds no tweets/tweet: expected TASS XML.")
        return tweets

    def records(self) -> Iterator[SourceRecord]:
        """The tweets. One without an id is bad."""
        for row, tweet in enumerate(self._tweets, start=1):
            fields = {name: (tweet.findtext(name) or "").strip() for name in COLUMNS[:-1]}
            fields["content"] = tweet.findtext("content") or ""
            fields["value"] = (tweet.findtext(_VALUES) or tweet.findtext(f".//{_VALUES}") or "").strip()
            tweet_id = fields["tweetid"]
            fields["value"] = (self._gold and self._gold.of(tweet_id)) or fields["value"]
            fault = None
            if not tweet_id:
                fault = BadRecord("missing-key", "tweetid", "nothing", "the number of the tweet")
            yield SourceRecord(row, fields, fault)
