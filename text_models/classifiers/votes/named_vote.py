"""A vote of the rungs that its name lists, such as `vote_geometric=nb_lr+muse+bert`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from text_models.classifiers.fitted_classifier import Loader, loader
from text_models.classifiers.rung import Rung
from text_models.classifiers.text_model import TextModel
from text_models.classifiers.votes.vote_fit import MemberFit, fit_vote
from text_models.classifiers.votes.vote_model import VoteModel


def vote_of(how: str, name: str, members: Sequence[Rung], *, title: str = "") -> Rung:
    """Return the rung `name`, which joins the members by `how`: see `VoteModel`.

    It is fitted with each member's default options. Raises ValueError when there are fewer than two members,
    one is named twice, or a step of its own trains one.
    """
    names = [member.name for member in members]
    if len(set(names)) < max(2, len(names)):
        raise ValueError(f"A vote needs two or more different members. Received: {', '.join(names)}")
    fits: list[MemberFit] = []
    models: list[type[TextModel]] = []
    for member in members:
        if member.fit is None or not isinstance(member.load, Loader):
            raise ValueError(f"Classifier {member.name} cannot vote: expected one that is fitted to texts.")
        # What a `Loader` loads, its rung has fitted.
        fits.append(cast(MemberFit, member.fit))
        models += member.load.models
    return Rung(
        name=name,
        title=title or f"the {how} vote of {', '.join(names[:-1])} and {names[-1]}",
        folder=name,
        reads=any(member.reads for member in members),
        load=loader(VoteModel, *dict.fromkeys(models)),
        fit=partial(
            fit_vote,
            name=name,
            how=how,
            members=fits,
            seeded=[fit for fit, member in zip(fits, members, strict=True) if member.has_chance],
        ),
        has_chance=any(member.has_chance for member in members),
        missing=partial(_first_missing, members),
        is_costly=any(member.is_costly for member in members),
        vote_of=partial(vote_of, how),
    )


def _first_missing(members: Sequence[Rung]) -> str:
    return next((reason for member in members if (reason := member.missing())), "")
