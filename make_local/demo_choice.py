"""Whether the main job makes reviews up, and whether made-up ones go beside real ones: never unasked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amzn_review.corpus.demo import Demo, noted_demos
from amzn_review.corpus.demo_corpus import demo_is_under_way
from amzn_review.corpus.demo_vocabulary import CATEGORIES
from amzn_review.corpus.made_up_reviews import made_up_reviews
from amzn_review.data_layout import DataLayout, review_file_names
from console.steps import Steps
from make_local.target import LoadTarget


@dataclass(frozen=True)
class DemoChoice:
    """What is done about the demo corpus for one folder and one place to load to.

    `is_asked`: the user wants it, whatever is there.
    """

    layout: DataLayout
    target: LoadTarget
    is_asked: bool = False

    def is_wanted(self, steps: Steps) -> bool:
        """Whether to make the demo unasked: only if folder, bucket and warehouse are empty.

        What an interrupted demo left counts as nothing. Says so when the folder alone is empty.
        """
        categories = set(self.layout.categories())
        if categories and not (demo_is_under_way(self.layout) and categories <= CATEGORIES.keys()):
            return False
        found = self._found()
        if found:
            steps.console.print(
                f"    No demo corpus is made up, as {found}. `make local DEMO=1` makes one anyway.",
                soft_wrap=True,
            )
        return not found

    def left_out(self, steps: Steps) -> Mapping[str, frozenset[str]]:
        """The made-up files, by folder, that stay in DATA_DIR because a real review is there or is loaded."""
        demos = [] if self.is_asked else self._demos_by_name()
        if not demos:
            return {}
        made_up = made_up_reviews(demos).files
        files = {
            name: review_file_names(self.layout.review_folder(name)) for name in self.layout.categories()
        }
        kept = {
            name: [file for file in names if file in made_up.get(f"reviews/{name}", ())]
            for name, names in files.items()
        }
        count = sum(map(len, kept.values()))
        if not count or not (count < sum(map(len, files.values())) or self._is_real_loaded()):
            return {}
        steps.console.print(
            f"    {count:,} made-up reviews in {self.layout.root} do not go beside real ones. "
            "`make local DEMO=1` brings them in; `amzn-review data demo --remove` removes them.",
            soft_wrap=True,
        )
        return made_up

    def _demos_by_name(self) -> list[Demo]:
        """The demos after which files are named: only these are made again, to compare."""
        names = {
            name.rsplit("-", 2)[0]
            for category in self.layout.categories()
            if category in CATEGORIES
            for name in review_file_names(self.layout.review_folder(category))
        }
        return [demo for demo in noted_demos(self.layout) if demo.stem in names]

    def _found(self) -> str | None:
        """Why the place is not empty; None if it is."""
        if waiting := self.target.waiting():
            return waiting
        reviews = self.target.loaded().reviews
        return f"the warehouse holds {reviews:,} review{'' if reviews == 1 else 's'}" if reviews else None

    def _is_real_loaded(self) -> bool:
        loaded = self.target.loaded()
        return loaded.reviews > loaded.made_up
