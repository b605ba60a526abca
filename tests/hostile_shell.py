"""What a shell may have set that leads programs astray, and texts that a wrong encoding would change."""

from __future__ import annotations

import json

NOBODY_LISTENS = "127.0.0.1:9"  # the discard service's port
# libpq's: each is another way to another server, or to none.
LIBPQ = {
    "PGCLIENTENCODING": "LATIN1",
    "PGCHANNELBINDING": "require",
    "PGDATABASE": "elsewhere",
    "PGDATESTYLE": "German",
    "PGHOST": "db.invalid",
    "PGHOSTADDR": "127.0.0.9",
    "PGOPTIONS": "-c search_path=elsewhere -c standard_conforming_strings=off",
    "PGPASSFILE": "/nonexistent/pgpass",
    "PGPORT": "1",
    "PGREQUIREAUTH": "gss",
    "PGSERVICE": "prod",
    "PGSSLMODE": "require",
    "PGSSLNEGOTIATION": "direct",
    "PGTZ": "Asia/Tokyo",
    "PGUSER": "nobody",
}
PROXIES = {
    "http_proxy": f"http://{NOBODY_LISTENS}",
    "https_proxy": f"http://{NOBODY_LISTENS}",
    "HTTP_PROXY": f"http://{NOBODY_LISTENS}",
    "HTTPS_PROXY": f"http://{NOBODY_LISTENS}",
    "all_proxy": f"socks5://{NOBODY_LISTENS}",
}
INTERPRETER = {
    "PYTHONIOENCODING": "latin-1",
    "PYTHONOPTIMIZE": "2",
    "PYTHONUTF8": "0",
    "PYTHONWARNINGS": "error",
    "LANG": "C",
    "LC_ALL": "POSIX",
    "TZ": "America/St_Johns",
}
AWS = {
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_PROFILE": "nobody",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
}
# What only make can keep out: it acts before any code of ours.
BEFORE_US = {
    "LD_LIBRARY_PATH": "/nonexistent/lib",
    "LD_PRELOAD": "/nonexistent/nonsense.so",
    "PYTHONHOME": "/nonexistent/python",
}
FOR_A_COMMAND = LIBPQ | PROXIES | INTERPRETER | AWS
FOR_MAKE = FOR_A_COMMAND | BEFORE_US

TEXTS = {
    "LATIN": "Café für Zoë, ÿ and þ",
    "COMBINED": "e\u0301 is not \u00e9",
    "EMOJI": "👩\u200d👩\u200d👧 😀",
    "SCRIPTS": "Ελληνικά Русский עברית العربية 日本語",
    "SIGNS": "\\x41 \\u0041 \\N \\. 'single' \"double\" %s $1 {}",
    "LINES": "one\ntwo\ttabbed\r\nthree\u2028four\u0085five",
    "MOJIBAKE": "CafÃ© was written like this",
}


def review_file() -> bytes:
    """One review of each text, a line each, in UTF-8 as it is and in JSON's escapes by turns."""
    return b"".join(
        json.dumps(
            {
                "overall": 5.0, "reviewerID": reviewer, "asin": "B00ENV0001", "reviewText": text,
                "summary": text, "unixReviewTime": 1_472_688_000,
            },
            ensure_ascii=number % 2 == 1,
        ).encode() + b"\n"
        for number, (reviewer, text) in enumerate(TEXTS.items())
    )  # fmt: skip


# The bytes of what was stored, whatever a connection speaks.
STORED = (
    "select reviewer_id, convert_to(review_text, 'UTF8'), convert_to(summary, 'UTF8') from reviews "
    "where asin = 'B00ENV0001' order by 1"
)
EXPECTED = sorted((reviewer, text.encode(), text.encode()) for reviewer, text in TEXTS.items())
