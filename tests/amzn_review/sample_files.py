"""A key, and files that lie under it: a small one, a large one of the same bytes in each test run."""

from __future__ import annotations

import os

from tests.amzn_review.load_site import line, numbered, packed

LAMP = "reviews/lamps/a.json.gz"


def many_lines(number: int, seed: str = "") -> bytes:
    """So many different lines that gzip makes some 90 bytes of each."""
    return b"".join(
        line(reviewerID=f"R{seed}{place}", reviewText=os.urandom(40).hex()) for place in range(number)
    )


SMALL = packed(numbered(1))
LARGE = packed(b"".join(line(reviewerID=f"R{n}", reviewText=f"{n * 7919**5:x}" * 4) for n in range(4000)))
