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
# The files that are still about ratings; a file goes from this list when it is not.
NOT_YET = {
    "classifiers/constants.py",
    "classifiers/linear/tfidf_logistic.py",
    "ladder/evaluate_version.py",
    "ladder/evaluated_rows.py",
    "ladder/predictors.py",
    "metrics/bootstrap.py",
    "metrics/classification.py",
    "reports/report.py",
    "reports/report_charts.py",
    "reports/report_page.html",
    "versions/best_predictor.py",
    "versions/promotion_gate.py",
    "versions/version_folder.py",
}


def _found(content: str) -> list[str]:
    """The lines, numbered, that hold one of the words."""
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(content.splitlines(), 1)
        if WORDS & {word.lower() for word in WORD.findall(line)}
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
    assert set(FILES) >= NOT_YET


@pytest.mark.parametrize("name", FILES)
def test_no_file_but_the_tasks_speaks_of_stars_or_ratings(name: str) -> None:
    found = _found((ROOT / name).read_text())
    if name in NOT_YET:
        assert found, f"text_models/{name} is free of stars and ratings: take it off the list NOT_YET."
    else:
        assert found == []
