"""Decisions as files, out and in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from label_review.files.export_events import WRITERS
from label_review.files.import_events import import_file
from label_review.web.signed_in import Desk, SignedIn

router = APIRouter(prefix="/api/tasks")
MOST_BYTES = 256 * 1024 * 1024
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
PIECE_BYTES = 256 * 1024


@router.get("/{name}/export")
def export(
    name: str, desk: SignedIn, kind: Literal["csv", "jsonl", "parquet"] = "jsonl"
) -> StreamingResponse:
    """Every event of the task about a document, streamed."""
    desk.require("adjudicator")
    task = desk.site.task(name)

    def pieces() -> Iterator[bytes]:
        with desk.site.pool.transaction() as connection:
            yield from _joined(WRITERS[kind](connection, desk.site.statements, name))

    headers = {"Content-Disposition": f'attachment; filename="{task.name}-labels.{kind}"'}
    return StreamingResponse(pieces(), media_type=MEDIA_TYPES[kind], headers=headers)


@router.post("/{name}/import")
async def import_labels(name: str, kind: str, request: Request, desk: SignedIn) -> dict[str, Any]:
    """Write the events of the file that the request's body is; 413 above 256 MB."""
    desk.require("admin")
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise HTTPException(413, f"The file is above {MOST_BYTES // 2**20} MB: import it in parts.")
    return await run_in_threadpool(_import, name, kind, bytes(content), desk)


def _import(name: str, kind: str, content: bytes, desk: Desk) -> dict[str, Any]:
    with desk.site.pool.transaction() as connection:
        found = import_file(connection, desk.site.statements, desk.site.task(name), kind, content)
    desk.site.queue(name, again=True)
    return asdict(found)


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger pieces: each costs the server a change of threads, and a COPY gives lines."""
    joined = bytearray()
    for piece in pieces:
        joined += piece
        if len(joined) >= PIECE_BYTES:
            yield bytes(joined)
            joined.clear()
    yield bytes(joined)
