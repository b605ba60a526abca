"""The loader of a test's site with a Redis stream as its source."""

from __future__ import annotations

from dataclasses import replace

from amzn_review.balance_sheet import BalanceSheet
from amzn_review.postgres.loader import Loader
from benchmarks.stream_server import source_at
from tests.amzn_review.load_site import LoadSite
from tests.stream_server import StreamServer


def loader(site: LoadSite, server: StreamServer, claim_seconds: int = 600, **limits: int) -> Loader:
    """A loader that reads the server's stream too."""
    return replace(site.loader(**limits), source=source_at(server.url, site.layout, claim_seconds))


def load(site: LoadSite, server: StreamServer, claim_seconds: int = 600, **limits: int) -> list[BalanceSheet]:
    """Load all that waits."""
    return list(loader(site, server, claim_seconds, **limits).run())
