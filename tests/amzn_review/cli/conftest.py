from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from amzn_review.cli import main
from tests.amzn_review.load_site import LoadSite


@pytest.fixture
def shell(site: LoadSite) -> dict[str, str]:
    """The variables that name the site's folder and warehouse."""
    address = site.address
    return {
        "DATA_DIR": str(site.layout.root),
        "POSTGRES_HOST": address.host,
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_DB": address.database,
        "POSTGRES_USER": address.user,
        "POSTGRES_PASSWORD": address.password,
    }


@pytest.fixture
def amzn_review(shell: dict[str, str]) -> Callable[..., Result]:
    """Run `amzn-review WORDS` on the site's folder and warehouse, `stdin` typed; keywords set variables."""

    def run(*words: str, stdin: str | None = None, **variables: str) -> Result:
        return CliRunner().invoke(main, words, input=stdin, env={**shell, **variables})

    return run
