"""The table of docs/aws.md says how each of Redshift's tables is spread and sorted, and leaves none out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import PROJECT_ROOT, SQL_DIR

# https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
TAIL = re.compile(
    r"^create table (?:if not exists )?(?P<name>\w+) \(.*^\)\n"
    r"(?:distkey \((?P<key>\w+)\)|diststyle (?P<style>all|even))\n"
    r"(?:sortkey \((?P<sort>\w+)\)\n)?"
    r"encode auto;\n\Z",
    re.MULTILINE | re.DOTALL,
)
ROW = re.compile(r"^\| (?P<names>`[a-z_`, ]+`) \| (?P<spread>\S+) \| (?P<sort>\S+) \| ", re.MULTILINE)
FILES = sorted((SQL_DIR / "redshift" / "schema").glob("*.sql"))


def designed(path: Path) -> tuple[str, str, str] | None:
    """The name, the distribution and the sort key, as the page writes them."""
    found = TAIL.search(path.read_text())
    if found is None:
        return None
    spread = f"`{found['key']}`" if found["key"] else found["style"].upper()
    return found["name"], spread, f"`{found['sort']}`" if found["sort"] else "none"


def test_every_table_and_nothing_else() -> None:
    page = (
        (PROJECT_ROOT / "docs" / "aws.md").read_text().partition("## The tables\n")[2].partition("\n## ")[0]
    )
    told = [
        (name, row["spread"], row["sort"])
        for row in ROW.finditer(page)
        for name in re.findall(r"`(\w+)`", row["names"])
    ]
    tables = {path.stem: designed(path) for path in FILES}
    assert [stem for stem, table in tables.items() if table is None] == []
    assert len(told) == 24
    assert sorted(told) == sorted(table for table in tables.values() if table)


def test_the_data_model_names_what_only_redshift_has() -> None:
    page = (PROJECT_ROOT / "docs" / "data_model.md").read_text().partition("**On Redshift**")[2]
    ours = {table[0] for path in FILES if (table := designed(path))}
    local = "".join(path.read_text() for path in (SQL_DIR / "schema").glob("*.sql"))
    only = {name for name in ours if f"create table {name} " not in local}
    assert only >= {"held_files", "load_turns"}
    assert [name for name in sorted(only) if f"`{name}`" not in page.partition("## ")[0]] == []


def test_what_was_asked_for() -> None:
    """The fact table by product and time, products beside their reviews, small dimensions everywhere."""
    tables = {table[0]: table[1:] for path in FILES if (table := designed(path))}
    assert tables["reviews"] == ("`asin`", "`review_time`")
    assert tables["products"][0] == "`asin`"
    assert {tables[name][0] for name in ("time", "stations", "climate")} == {"ALL"}
