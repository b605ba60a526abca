"""The label review over a benchmark's database, in a process of its own: CONNINFO FOLDER PORT.

It prints a secret a person of PEOPLE, which signs them in, then serves until it is ended.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import psycopg
import uvicorn

from benchmarks.workshop import SQL_DIR
from label_review.web.app import create_app
from label_review.web.connection_pool import ConnectionPool
from label_review.web.review_site import ReviewSite
from services.ports import LOOPBACK

PEOPLE = ("of-the-page", "of-the-answers")


def main(conninfo: str, folder: Path, port: int) -> None:
    """Serve the review of `folder`'s tasks and models on a port of this machine."""
    pool = ConnectionPool(partial(psycopg.connect, conninfo, autocommit=True))
    site = ReviewSite(pool, SQL_DIR, (folder / "tasks",), folder, f"http://{LOOPBACK}:{port}")
    with pool.transaction() as connection:
        for name in PEOPLE:
            site.accounts.add(connection, name, "admin")
            print(site.accounts.link(connection, name), flush=True)
    uvicorn.run(create_app(site), host=LOOPBACK, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
