"""Posts of one source, page by page, into files that wait for the loader of documents.

A page becomes one state, written in one step: how far the source was collected, and the page's lines as still
to be delivered. Only then the lines are put where the loader looks, and the state is written again without
them. Whatever dies in between, the next run delivers what the state holds and asks for the page behind it: no
post is lost. A file that is delivered again holds the same lines, of which the loader loads each once.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from amzn_review.collecting.api_client import ApiClient
from amzn_review.collecting.collect_place import CollectPlace
from amzn_review.collecting.collect_state import (
    RECENT_POSTS,
    CollectState,
    Delivery,
    decode_state,
    encode_state,
    new_state,
)
from amzn_review.collecting.cursor import Step, page_parameters, passed_window, step
from amzn_review.collecting.json_path import value_at
from amzn_review.collecting.page import Page, read_page
from amzn_review.collecting.post_maker import PostMaker
from amzn_review.collecting.source import Source
from amzn_review.collecting.source_error import RequestRefusedError, SourceDownError, SourceError
from amzn_review.data_layout import REVIEW_SUFFIX
from amzn_review.documents.deletions import deletion_key, deletion_lines
from amzn_review.documents_layout import DOCUMENTS_SOURCE
from text_files.documents.document_line import DocumentLine, encode_line

log = logging.getLogger(__name__)
BAD_REQUEST = (400, 422)


@dataclass
class Collected:
    """What a run collected: `repeated` were there before, `skipped` are reposts or in another language, `bad`
    are set aside by the loader. `notes` are sentences."""

    source: str
    pages: int = 0
    posts: int = 0
    repeated: int = 0
    skipped: int = 0
    bad: int = 0
    deleted: int = 0
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        """One line."""
        return (
            f"source {self.source}: {self.posts:,} posts of {self.pages:,} pages "
            f"({self.repeated:,} repeated, {self.skipped:,} skipped, {self.bad:,} bad, "
            f"{self.deleted:,} deleted)"
        )


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Collector:
    """Collects `source` once: from where the last run ended to the newest post, or to the run's last page.

    Counts are in `collected`, also when it raises.
    """

    source: Source
    client: ApiClient
    maker: PostMaker
    place: CollectPlace
    now: Callable[[], datetime] = _utc_now
    collected: Collected = field(init=False)

    def __post_init__(self) -> None:
        self.collected = Collected(self.source.name)

    def run(self) -> Collected:
        """Raises SourceError, FolderBusyError, OSError, S3Error; what was committed until then stays."""
        with self.place.only_one(self.source.name), self.client.open():
            state = self._resumed()
            while self.collected.pages < self.source.paging.pages:
                state, page = self._asked(state)
                found = self._step(state, page)
                state = self._commit(found.state, page)
                if found.loops:
                    raise SourceError(
                        f"Source {self.source.name} leads back to a page that it gave before: stopped after "
                        f"{self.collected.pages:,} pages. What was collected stays; the next run begins at "
                        "the newest post again."
                    )
                if found.has_ended:
                    return self.collected
            self._note(
                f"{self.collected.pages:,} pages are enough for a run; the next one goes on from there"
            )
        return self.collected

    def _resumed(self) -> CollectState:
        """The state of the last run; what that one could not deliver any more is delivered."""
        name, address = self.source.name, self.source.url()
        content = self.place.read_state(name)
        state = decode_state(content, self.place.state_place(name)) if content else new_state(address)
        state = self._delivered(state)
        if state.address != address:
            self._note(f"the address was {state.address} before: it is collected from the newest post on")
            state = msgspec.structs.replace(state, address=address, mark=None, sweep=None)
        if expired := passed_window(self.source.paging, state, self.now()):
            self._lost(state)
            state = expired
        return state

    def _asked(self, state: CollectState) -> tuple[CollectState, Page]:
        """The next page, and the state that it follows: without a token or mark that the source refuses."""
        while True:
            asked = {**self.source.parameters(), **page_parameters(self.source.paging, state)}
            try:
                return state, read_page(self.source, self.client.page(self.source.url(), asked))
            except RequestRefusedError as error:
                if error.status not in BAD_REQUEST or not (state.sweep or state.mark):
                    raise
                if state.sweep:
                    self._note("the token of the next page is refused: the pages are asked for again")
                    state = msgspec.structs.replace(state, sweep=None)
                else:
                    self._lost(state)
                    state = msgspec.structs.replace(state, mark=None)

    def _step(self, state: CollectState, page: Page) -> Step:
        paging = self.source.paging
        marks = [value_at(record, paging.mark) for record in page.records]
        if marks and all(mark is None for mark in marks):
            raise SourceDownError(
                f"None of {len(marks):,} records of source {self.source.name} has `{paging.mark}`, by which "
                "they are ordered: compare [paging] with the API's documentation."
            )
        return step(paging, state, marks, page.token, self.now())

    def _commit(self, state: CollectState, page: Page) -> CollectState:
        """Write the page and the state behind it in one step; then deliver it."""
        lines, recent = self._lines(state, page)
        posts = sum(1 for line in lines if not line.fault)
        deliveries = []
        if lines:
            text = b"".join(encode_line(line) for line in lines).decode()
            name = f"{self.source.name}-{state.pages + 1:08d}-{_digest(text)}"
            deliveries.append(Delivery(f"{DOCUMENTS_SOURCE}/{self.source.task}/{name}{REVIEW_SUFFIX}", text))
        if page.deleted:
            told = deletion_lines(page.deleted, self.source.original)
            stem = f"{self.source.name}-{state.pages + 1:08d}"
            deliveries.append(Delivery(deletion_key(self.source.task, stem, told), told.decode()))
        state = msgspec.structs.replace(
            state,
            pages=state.pages + 1,
            posts=state.posts + posts,
            deleted=state.deleted + len(page.deleted),
            recent=recent,
            undelivered=tuple(deliveries),
        )
        self.place.write_state(self.source.name, encode_state(state))
        self.collected.pages += 1
        self.collected.posts += posts
        self.collected.bad += len(lines) - posts
        self.collected.deleted += len(page.deleted)
        return self._delivered(state)

    def _delivered(self, state: CollectState) -> CollectState:
        if not state.undelivered:
            return state
        for delivery in state.undelivered:
            self.place.deliver(delivery.key, delivery.lines.encode())
        state = msgspec.structs.replace(state, undelivered=())
        self.place.write_state(self.source.name, encode_state(state))
        return state

    def _lines(self, state: CollectState, page: Page) -> tuple[list[DocumentLine], tuple[str, ...]]:
        """The lines of what is new in the page, and the digests of the latest ids."""
        lines, known = [], dict.fromkeys(state.recent)
        for row, record in enumerate(page.records, start=1):
            line = self.maker.line(row, record)
            if line is None:
                self.collected.skipped += 1
                continue
            # Of what is no document too: it would be set aside with every page that has it.
            external_id = value_at(record, self.source.fields.external_id)
            digest = _digest(str(external_id))
            if external_id and digest in known:
                self.collected.repeated += 1
                continue
            if external_id:
                known[digest] = None
            lines.append(line)
        return lines, tuple(known)[-RECENT_POSTS:]

    def _lost(self, state: CollectState) -> None:
        self._note(
            f"it no longer has all posts since {state.mark_at}, when the last run ended: those that it has "
            "are collected, what came between may be missing"
        )

    def _note(self, sentence: str) -> None:
        self.collected.notes.append(f"Source {self.source.name}: {sentence}.")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
