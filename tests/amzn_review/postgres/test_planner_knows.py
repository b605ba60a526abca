"""What a load has written is known to PostgreSQL's planner when the load ends, not a minute later."""

from __future__ import annotations

from storage.databases.table_statistics import MANY_ROWS
from tests.amzn_review.load_site import LoadSite, numbered, packed

# Of a table that was never analyzed, or emptied since, it is -1.
ANALYZED = """
select relname from pg_class where relname in ('reviews', 'users') and reltuples > 0 order by 1
"""


def test_after_a_load_of_many_reviews(site: LoadSite) -> None:
    lines = b"".join(numbered(number) for number in range(MANY_ROWS))
    site.put("reviews/lamps/many.json.gz", packed(lines))
    assert sum(sheet.loaded for sheet in site.load()) == MANY_ROWS
    assert site.rows(ANALYZED) == [("reviews",), ("users",)]


def test_not_after_a_load_of_few(site: LoadSite) -> None:
    site.put("reviews/lamps/few.json.gz", packed(numbered(1)))
    assert sum(sheet.loaded for sheet in site.load()) == 1
    assert site.rows(ANALYZED) == []
