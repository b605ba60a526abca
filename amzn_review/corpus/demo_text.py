"""Sentences whose words tell the stars, though not surely: a small phrase grammar."""

from __future__ import annotations

import calendar
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from amzn_review.corpus import demo_vocabulary as vocabulary

if TYPE_CHECKING:
    from faker import Faker

# Chance in percent of each shade of opinion, best to worst, at 1..5 stars. Neighbours overlap, so that
# no reader is always right.
_SHADE_WEIGHTS = {
    1: (1, 2, 3, 14, 80),
    2: (1, 5, 12, 66, 16),
    3: (4, 15, 62, 15, 4),
    4: (18, 66, 11, 4, 1),
    5: (82, 12, 3, 2, 1),
}
_LAST_DAY = datetime(2026, 11, 30, 2, 50, tzinfo=UTC)
_SENTENCES = (1, 2, 3, 4, 5, 6, 8, 12)
_SENTENCE_WEIGHTS = (22, 22, 18, 13, 9, 7, 6, 3)
_FIRST_OPINION_SHARE = 0.9
_OPINION_SHARE = 0.6
_MISLEADING_SHARE = 0.04
_DEFAULT_SUMMARY_SHARE = 0.08


class DemoText:
    """Writes reviews' texts and summaries; the same ``chance`` and ``faker`` state give the same text."""

    def __init__(self, chance: random.Random, faker: Faker) -> None:
        self.chance = chance
        self.faker = faker

    def review(self, stars: int, category: vocabulary.DemoCategory) -> str:
        """A text of 1 to 12 sentences for 1..5 stars; one in 25 is written as if for any stars."""
        chance = self.chance
        mood = chance.randint(1, 5) if chance.random() < _MISLEADING_SHARE else stars
        count = chance.choices(_SENTENCES, _SENTENCE_WEIGHTS)[0]
        shares = [_FIRST_OPINION_SHARE] + [_OPINION_SHARE] * (count - 1)
        return " ".join(self._sentence(mood, category, share) for share in shares)

    def summary(self, stars: int, category: vocabulary.DemoCategory) -> str:
        """A headline for 1..5 stars; one in 12 is the shop's own ("Five Stars")."""
        if self.chance.random() < _DEFAULT_SUMMARY_SHARE:
            return vocabulary.DEFAULT_SUMMARIES[stars - 1]
        return self._filled(self.chance.choice(vocabulary.SUMMARIES), stars, category)

    def _month(self) -> str:
        """A month of a day until _LAST_DAY: until today, as Faker draws it, would change texts day by day."""
        return calendar.month_name[int(self.faker.date("%m", end_datetime=_LAST_DAY))]

    def _sentence(self, mood: int, category: vocabulary.DemoCategory, opinion_share: float) -> str:
        is_opinion = self.chance.random() < opinion_share
        template = self.chance.choice(vocabulary.OPINIONS if is_opinion else vocabulary.NEUTRALS)
        return self._filled(template, mood, category)

    def _filled(self, template: str, mood: int, category: vocabulary.DemoCategory) -> str:
        chance = self.chance
        words, outcomes = chance.choices(vocabulary.SHADES, _SHADE_WEIGHTS[mood])[0]
        aspect, aspect2 = chance.sample(category.aspects, 2)
        word, word2 = chance.sample(words, 2)
        return template.format(
            aspect=aspect,
            aspect2=aspect2,
            word=word,
            a_word=f"{'an' if word[0] in 'aeiou' else 'a'} {word}",
            word2=word2,
            word_first=word.capitalize(),
            outcome=chance.choice(outcomes),
            noun=category.noun,
            use=chance.choice(category.uses),
            person=chance.choice(vocabulary.PEOPLE),
            number=chance.randint(2, 60),
            month=self._month() if "{month}" in template else "",
            city=self.faker.city() if "{city}" in template else "",
            name=self.faker.first_name() if "{name}" in template else "",
        )
