"""Signing in and out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, Field

from label_review.web.guard import SESSION_COOKIE, form_token
from label_review.web.signed_in import SignedIn, Site
from labels.review_people import SESSION_SECONDS, Person

router = APIRouter(prefix="/api")


class SignIn(BaseModel):
    """A name and its token, or the secret of a link."""

    name: str = Field("", max_length=64)
    token: str = Field("", max_length=200)
    link: str = Field("", max_length=200)


@router.post("/sign-in")
def sign_in(asked: SignIn, site: Site, response: Response) -> dict[str, Any]:
    """Open a session. 401 if name and token do not belong together, or the link was used; 429 too often."""
    if wait := site.limit.wait_seconds():
        raise HTTPException(429, f"Too many tries: wait {wait} seconds.", headers={"Retry-After": str(wait)})
    with site.pool.transaction() as connection:
        found = (
            site.accounts.sign_in_by_link(connection, asked.link)
            if asked.link
            else site.accounts.sign_in(connection, asked.name, asked.token)
        )
    if found is None:
        site.limit.note_failure()
        what = "This link was used, or is too old" if asked.link else "Name and token do not belong together"
        raise HTTPException(401, f"{what}: `label-review users link NAME` prints a new link.")
    person, session = found
    response.set_cookie(
        SESSION_COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="strict", path="/"
    )
    return _told(person, session)


@router.post("/sign-out")
def sign_out(desk: SignedIn, response: Response) -> dict[str, bool]:
    """End all sessions of the person, so that one that was stolen ends too."""
    with desk.site.pool.transaction() as connection:
        desk.site.accounts.end(connection, desk.person.name)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return {"signed_out": True}


@router.get("/me")
def me(desk: SignedIn) -> dict[str, Any]:
    """Who is signed in, and the token that goes with each change."""
    return _told(desk.person, desk.session)


def _told(person: Person, session: str) -> dict[str, Any]:
    return {"name": person.name, "role": person.role, "form_token": form_token(session)}
