"""The demo corpus' words: three invented categories and five shades of opinion."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoCategory:
    """What people talk about in one category; ``styles`` maps a 2018 style key to its values."""

    noun: str
    aspects: tuple[str, ...]
    uses: tuple[str, ...]
    styles: dict[str, tuple[str, ...]]


CATEGORIES = {
    "coffee_makers": DemoCategory(
        noun="coffee maker",
        aspects=(
            "carafe",
            "filter basket",
            "water tank",
            "hot plate",
            "timer",
            "lid",
            "spout",
            "grinder",
            "display",
        ),
        uses=("two cups before work", "a pot for the office", "espresso on Sundays", "decaf in the evening"),
        styles={
            "Color:": (" Black", " Stainless", " Red", " White"),
            "Size:": (" 4 Cup", " 8 Cup", " 12 Cup"),
        },
    ),
    "garden_tools": DemoCategory(
        noun="garden tool",
        aspects=("handle", "blade", "grip", "spring", "tines", "shaft", "latch", "pouch", "edge", "joint"),
        uses=("the rose bed", "heavy clay soil", "a row of tomatoes", "the hedge along the drive"),
        styles={
            "Size:": (" Small", " Medium", " Large"),
            "Package Type:": (" Standard Packaging", " Gift Box"),
        },
    ),
    "desk_lamps": DemoCategory(
        noun="desk lamp",
        aspects=("switch", "dimmer", "arm", "base", "shade", "cord", "bulb", "clamp", "USB port", "hinge"),
        uses=("late homework", "a sewing corner", "reading in bed", "soldering small parts"),
        styles={"Color:": (" Silver", " Matte Black", " Walnut"), "Style:": (" Clamp", " Base")},
    ),
}

STRONG_GOOD = (
    "superb",
    "perfect",
    "outstanding",
    "flawless",
    "fantastic",
    "amazing",
    "brilliant",
    "excellent",
)
MILD_GOOD = ("good", "decent", "solid", "pleasant", "handy", "neat", "reliable", "nice")
MIXED = ("okay", "average", "acceptable", "so-so", "middling", "unremarkable", "plain", "passable")
MILD_BAD = ("weak", "flimsy", "disappointing", "clumsy", "noisy", "stiff", "wobbly", "poor")
STRONG_BAD = ("useless", "terrible", "awful", "horrible", "dreadful", "worthless", "dangerous", "pathetic")

GOOD_OUTCOMES = (
    "it works every single day",
    "I would buy it again",
    "the whole family loves it",
    "it still looks new",
    "it was worth every penny",
)
FAIR_OUTCOMES = (
    "it does the job",
    "I will keep it for now",
    "it is fine for the price",
    "you get what you pay for",
    "there are better ones and worse ones",
)
BAD_OUTCOMES = (
    "it broke within weeks",
    "I sent it back",
    "I want my money back",
    "it stopped working",
    "it went straight into the trash",
)

# From the best shade to the worst: the words, and how such a review may end.
SHADES = (
    (STRONG_GOOD, GOOD_OUTCOMES),
    (MILD_GOOD, GOOD_OUTCOMES + FAIR_OUTCOMES),
    (MIXED, FAIR_OUTCOMES),
    (MILD_BAD, BAD_OUTCOMES + FAIR_OUTCOMES),
    (STRONG_BAD, BAD_OUTCOMES),
)

OPINIONS = (
    "The {aspect} is {word}.",
    "The {aspect} on this {noun} is {word} and {outcome}.",
    "After {number} weeks the {aspect} still feels {word}.",
    "My {person} calls the {aspect} {word}.",
    "For {use} it is {word}.",
    "{word_first} {aspect}, {word2} {aspect2}.",
    "I found the {aspect} {word} and the {aspect2} {word2}.",
    "We used it {number} times for {use} and {outcome}.",
    "In short, {a_word} {noun}: {outcome}.",
)
NEUTRALS = (
    "I bought it for {use} in {month}.",
    "It arrived in {city} after {number} days.",
    "{name} asked me to write about the {aspect}.",
    "We have had it since {month}.",
    "My {person} in {city} owns the same {noun}.",
    "It replaced one that lasted {number} years.",
    "The box held the {aspect}, the {aspect2} and a leaflet.",
    "I measured the {aspect} at {number} inches.",
)
SUMMARIES = (
    "{word_first} {noun}",
    "{word_first} {aspect}",
    "Just {a_word} buy for {use}",
    "The {aspect} is {word}",
    "{word_first}, and {outcome}",
)
DEFAULT_SUMMARIES = ("One Star", "Two Stars", "Three Stars", "Four Stars", "Five Stars")
PEOPLE = (
    "sister",
    "neighbor",
    "husband",
    "wife",
    "mother",
    "uncle",
    "boss",
    "roommate",
    "daughter",
    "grandson",
)
