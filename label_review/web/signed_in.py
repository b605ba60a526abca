"""The person behind a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from label_review.web.guard import SESSION_COOKIE
from label_review.web.review_site import ReviewSite
from labels.review_people import Person, Role


def site_of(request: Request) -> ReviewSite:
    """The site that the application was made for."""
    site = request.app.state.site
    if not isinstance(site, ReviewSite):
        raise TypeError("The application was not made by `create_app`.")
    return site


@dataclass(frozen=True)
class Desk:
    """A person who is signed in, and the site."""

    site: ReviewSite
    person: Person
    session: str

    def require(self, role: Role) -> None:
        """Raise 403 unless the person may do what is left to `role`."""
        if not self.person.may(role):
            raise HTTPException(403, f"This is left to role {role}; you are {self.person.role}.")


def desk_of(request: Request) -> Desk:
    """The desk of the request's session. Raises 401 if there is none, or it is over."""
    site, session = site_of(request), request.cookies.get(SESSION_COOKIE, "")
    with site.pool.transaction() as connection:
        person = site.accounts.of_session(connection, session) if session else None
    if person is None:
        raise HTTPException(401, "You are not signed in (any more): sign in with your name and token.")
    return Desk(site, person, session)


Site = Annotated[ReviewSite, Depends(site_of)]
SignedIn = Annotated[Desk, Depends(desk_of)]
