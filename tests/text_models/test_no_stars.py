"""text_models serves every task, so nothing in it but the tasks themselves speaks of stars or ratings."""

import re
from pathlib import Path

import pytest

import text_models

ROOT = Path(text_models.__file__).parent
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*")
    if path.suffix in (".py", ".html") and path.relative_to(ROOT).parts[0] != "tasks"
)
WORDS = {"star", "stars", "rating", "ratings"}
# A run of letters is one word or several in CamelCase: MAX_RATINGS, RatingPredictor, HTMLStar.
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# Help shows a line to paste, and this is the one task that every installation declares.
EXAMPLE = "text-models describe rating"


def _found(content: str) -> list[str]:
    """The lines, numbered, that hold one of the words."""
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(content.splitlines(), 1)
        if line.strip() != EXAMPLE and WORDS & {word.lower() for word in WORD.findall(line)}
    ]


@pytest.mark.parametrize(
    "line",
    [
        "RATINGS = 5",
        "max_rating_1",
        "class StarAnswers:",
        "toRating()",
        "five-star review",
        "of 1 to 5 Stars.",
        "p_stars",
        "HTMLStar",
        "rating2",
    ],
)
def test_the_words_are_found_in_text_and_in_identifiers(line: str) -> None:
    assert _found(f"\n{line}") == [f"2: {line}"]


@pytest.mark.parametrize(
    "line", ["start", "operating", "RESTART", "starting_point", "Started", "rated", "narrating"]
)
def test_other_words_are_not(line: str) -> None:
    assert _found(line) == []


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 40


@pytest.mark.parametrize("name", FILES)
def test_no_file_but_the_tasks_speaks_of_stars_or_ratings(name: str) -> None:
    assert _found((ROOT / name).read_text()) == []
