"""The application: its routes, the page, and what is answered when something fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from errors import SentenceError
from label_review.web import (
    around_routes,
    bulk_routes,
    decision_routes,
    file_routes,
    queue_routes,
    session_routes,
    version_routes,
)
from label_review.web.guard import Guard
from label_review.web.review_site import ReviewSite
from labels.decision_log import TakenError, UnknownDocumentError
from services.service_error import ServiceError

ROUTES = (
    session_routes,
    queue_routes,
    around_routes,
    version_routes,
    decision_routes,
    bulk_routes,
    file_routes,
)
STATIC_DIR = Path(__file__).parents[1] / "static"


def create_app(site: ReviewSite) -> FastAPI:
    """Return the application of a site. It serves neither a schema nor pages of documentation."""

    @asynccontextmanager
    async def closing(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.pool.close()

    app = FastAPI(title="Label review", openapi_url=None, docs_url=None, redoc_url=None, lifespan=closing)
    app.state.site = site
    app.middleware("http")(Guard(site.origin))
    for routes in ROUTES:
        app.include_router(routes.router)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(TakenError, _taken)
    app.add_exception_handler(UnknownDocumentError, _unknown)
    app.add_exception_handler(SentenceError, _sentence)
    for gone in (psycopg.OperationalError, ServiceError):
        app.add_exception_handler(gone, _database_gone)
    for missing in (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        app.add_exception_handler(missing, _no_tables)
    app.mount("/", StaticFiles(directory=STATIC_DIR, html=True), name="static")
    return app


async def _http_error(_: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    detail = error.detail if isinstance(error, HTTPException) else str(error)
    return JSONResponse({"error": detail}, status_code=status, headers=headers)


async def _invalid(_: Request, error: Exception) -> Response:
    """Name what does not fit, not what was sent: a token may be part of it."""
    listed = error.errors() if isinstance(error, RequestValidationError) else []
    told = "; ".join(f"{'.'.join(map(str, it['loc'][1:]))}: {it['msg']}" for it in listed)
    return JSONResponse({"error": f"The request does not fit: {told}"}, status_code=422)


async def _taken(_: Request, error: Exception) -> Response:
    told: dict[str, object] = {"error": str(error)}
    if isinstance(error, TakenError):
        told |= {"people": error.people, "is_decided": error.is_decided, "document_id": error.document_id}
    return JSONResponse(told, status_code=409)


async def _unknown(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=404)


async def _sentence(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=422)


async def _database_gone(_: Request, __: Exception) -> Response:
    """Nothing of the address or the user: the page is shown to people who are not to know them."""
    told = "The database does not answer. What you decided is kept in this browser and sent again."
    return JSONResponse({"error": told, "retry": True}, status_code=503)


async def _no_tables(_: Request, __: Exception) -> Response:
    told = (
        "The warehouse has no tables (of this version): `make init-local` creates them, or says what to do."
    )
    return JSONResponse({"error": told}, status_code=503)
