"""Whatever a user can type, set, read or meet is in the documentation, and what is in it exists."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from dotenv import dotenv_values

from amzn_review.cli import main as amzn_review
from amzn_review.quarantine.fixes import FIXES
from rating_model.cli import main as rating_model
from text_models.cli import main as text_models

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
LOADING = (ROOT / "docs" / "loading.md").read_text()
NOT_OURS = {"build", "data", "node_modules"}
PROGRAMS = {"amzn-review": amzn_review, "rating-model": rating_model, "text-models": text_models}
NAMED_COMMAND = r"\b(amzn-review|rating-model|text-models)((?: [a-z][a-z-]*){1,2})"


def _pages() -> list[Path]:
    """Our Markdown files: not those of hidden folders, nor of the data store but for its README."""
    folders = [
        path for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in NOT_OURS
    ]
    below = [page for folder in folders for page in folder.rglob("*.md")]
    return sorted([*ROOT.glob("*.md"), ROOT / "data" / "README.md", *below])


PAGES = _pages()


def _command_paths(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None, f"{' '.join(path)} lists {name}, which is not there"
        yield from _command_paths(child, (*path, name))


def _make_targets() -> set[str]:
    targets = re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return set(targets)


def _task_names(dag_file: Path) -> set[str]:
    """The task and group ids that a DAG file spells out, and those of the branch that it takes over."""
    names = set()
    for group in ("text_branch", "training_branch"):
        if f"import {group}\n" in dag_file.read_text():
            names |= _task_names(ROOT / "workflow" / "plugins" / "task_groups" / f"{group}.py")
    for node in ast.walk(ast.parse(dag_file.read_text())):
        if isinstance(node, ast.keyword) and node.arg == "task_id" and isinstance(node.value, ast.Constant):
            names.add(str(node.value.value))
        if isinstance(node, ast.keyword) and node.arg == "noun" and isinstance(node.value, ast.Constant):
            names.add("export_" + str(node.value.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "checks":
            names.add(ast.literal_eval(node.args[2]))
    return names


def _undocumented(names: set[str] | list[str], page: str, form: str = "`{}`") -> list[str]:
    """The names that the page does not hold; fails when there are none to look for."""
    assert names, "nothing was found to look for: the walk is broken"
    return sorted(name for name in names if form.format(name) not in page)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command(program: str) -> None:
    names = {" ".join(path) for path in _command_paths(PROGRAMS[program], (program,))}
    assert _undocumented(names, README) == []
    assert _undocumented(names, (ROOT / "docs" / "commands.md").read_text(), "## `{}`\n") == []


def test_every_make_target() -> None:
    assert _undocumented(_make_targets(), README, "`make {}`") == []


def test_every_setting_with_its_default() -> None:
    settings = {name: value or "" for name, value in dotenv_values(ROOT / ".env").items()}
    rows = {name: f"| `{name}` | {f'`{value}` ' if value else ''}|" for name, value in settings.items()}
    assert _undocumented(set(rows.values()), README, "{}") == []


def test_every_dag_and_its_tasks() -> None:
    dags = sorted((ROOT / "workflow" / "dags").glob("[!_]*.py"))
    pages = {
        "amzn_review_etl_aws": "aws.md",
        "amzn_review_etl_local": "pipeline.md",
        "documents_collect": "collecting.md",
        "text_models_train": "text_versions.md",
    }
    first = {"documents_collect": {"collect"}, "text_models_train": {"export_labels", "fit_rung", "judge"}}
    assert [dag.stem for dag in dags] == sorted(pages)
    assert _undocumented([dag.stem for dag in dags], README) == []
    for dag in dags:
        tasks = _task_names(dag)
        assert first.get(dag.stem, {"load", "warehouse_checks"}) <= tasks
        assert _undocumented(tasks, (ROOT / "docs" / pages[dag.stem]).read_text(), "| `{}` |") == []


def test_every_check() -> None:
    checks = [path.stem for path in (ROOT / "workflow" / "sql").rglob("checks/*/*.sql")]
    assert _undocumented(checks, (ROOT / "docs" / "checks.md").read_text(), "[`{}`]") == []


def test_every_reason_to_set_something_aside() -> None:
    rooms = (ROOT / "amzn_review", ROOT / "text_files")
    files = [file.read_text() for room in rooms for file in room.rglob("*.py")]
    reasons = {reason for text in files for reason in re.findall(r'\bBadRecord\(\s*"([a-z0-9-]+)"', text)}
    assert {"not-json", "symlink"} <= reasons, "the search is broken"
    # Those that a statement gives, beside ours.
    statements = [file.read_text() for file in (ROOT / "workflow" / "sql" / "climate").glob("*.sql")]
    reasons |= {reason for text in statements for reason in re.findall(r"'([a-z0-9-]+)' as reason", text)}
    assert set(re.findall(r"^\| `([a-z0-9-]+)` \| (?:file|line) \|", LOADING, re.MULTILINE)) == reasons


def test_every_fix() -> None:
    section = LOADING.partition("### The way back\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE) == list(FIXES)


def test_every_table_and_view() -> None:
    folders = [ROOT / "workflow" / "sql" / name for name in ("schema", "views")]
    schema = "".join(path.read_text() for folder in folders for path in folder.glob("*.sql"))
    created = r"^ *create (?:table|(?:or replace )?view) (\w+)"
    tables = re.findall(created, schema, re.MULTILINE)
    assert {"reviews", "rating_disagreements", "balance_sheets"} <= set(tables), "the search is broken"
    assert _undocumented(tables, (ROOT / "docs" / "data_model.md").read_text(), "### `{}`\n") == []


@pytest.mark.parametrize("category", ["packages", "ml", "dev-packages"])
def test_every_dependency_with_reason_and_licence(category: str) -> None:
    packages = set(tomllib.loads((ROOT / "Pipfile").read_text())[category])
    section = CONTRIBUTING.partition(f"### `[{category}]`")[2].partition("\n### ")[0]
    rows = set(re.findall(r"^\| `([^`]+)` \| [^|]+\S \| [^|]+\S \|$", section, re.MULTILINE))
    assert packages
    assert rows == packages


def test_pages_are_found() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_named_commands_and_targets_exist(page: Path) -> None:
    code = re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", page.read_text(), re.DOTALL)
    spans = "\n".join(block or span for block, span in code)
    calls = re.findall(r"^(?:[A-Z_]+=\S+ )*make(?: [A-Z]+=\S+)*((?: [a-z-]+)+)", spans, re.MULTILINE)
    assert {target for words in calls for target in words.split()} <= _make_targets()
    paths = [path for program, main in PROGRAMS.items() for path in _command_paths(main, (program,))]
    known = {path[:length] for path in paths for length in (2, 3)}
    named = {(program, *words.split()) for program, words in re.findall(NAMED_COMMAND, spans)}
    # What follows a command that has no others below it is an argument, such as a folder's name.
    assert {words for words in named if words[:2] not in paths} <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_named_options_exist(page: Path) -> None:
    code = re.findall(r"```\w*\n(.*?)```|`([^`\n]+)`", page.read_text(), re.DOTALL)
    spans = "\n".join(block or span for block, span in code)
    unknown = []
    for program, rest in re.findall(r"\b(amzn-review|rating-model|text-models) ([^\n#|]*)", spans):
        command: click.Command = PROGRAMS[program]
        for word in rest.split():
            below = (
                command.get_command(click.Context(command), word)
                if isinstance(command, click.Group)
                else None
            )
            if below is None:
                break
            command = below
        known = {"--help", *(option for one in command.params for option in (*one.opts, *one.secondary_opts))}
        given = re.findall(r"(?<!\S)--[a-z][a-z-]*", rest)
        unknown += [f"{program} {rest}: {option}" for option in given if option not in known]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    broken = [
        link for link in links if not link.startswith(("https://", "http://")) and not _leads(page, link)
    ]
    assert broken == []


def _leads(page: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    return target.exists() and (not anchor or anchor in _anchors(target.read_text()))


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings: lower case, words joined by -, without punctuation."""
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", outside, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}
