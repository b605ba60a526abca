"""The rules of the house that no contract of import-linter can say, on the imports as they are."""

from __future__ import annotations

import graphlib

import pytest

from docs.generate_rooms import PACKAGES, Rooms, direct, read_rooms

MOST_MODULES = 16


@pytest.fixture(scope="module")
def rooms() -> Rooms:
    return read_rooms()


def test_every_package_is_read(rooms: Rooms) -> None:
    assert set(PACKAGES) <= set(rooms.modules)
    assert rooms.modules["amzn_review.records"] > 0
    assert "amzn_review.batch" in rooms.imports["amzn_review.postgres"]


def test_no_two_folders_import_each_other(rooms: Rooms) -> None:
    pairs = [
        (one, other)
        for one, imported in rooms.imports.items()
        for other in imported
        if one < other and one in rooms.imports[other]
    ]
    assert pairs == []


def test_no_arrow_runs_back_up(rooms: Rooms) -> None:
    """So all folders stand in one order, each above those that it imports."""
    assert set(graphlib.TopologicalSorter(rooms.imports).static_order()) == set(rooms.modules)


def test_no_folder_is_crowded(rooms: Rooms) -> None:
    assert {name: count for name, count in rooms.modules.items() if count > MOST_MODULES} == {}


def test_an_arrow_with_a_way_round_is_not_drawn() -> None:
    arrows = {"a": {"b", "c", "d"}, "b": {"c"}, "c": {"d"}, "d": set[str]()}
    assert direct(arrows) == {"a": {"b"}, "b": {"c"}, "c": {"d"}, "d": set()}
