from datetime import date
from typing import Any

import pytest
from sqlalchemy import text


@pytest.fixture
def town(drawing: Any) -> Any:
    """Two communities of a subdistrict, with two grids each."""
    drawing.area("district", "990106", (0, 0, 20, 10))
    drawing.area("subdistrict", "990106001", (0, 0, 20, 10), parent="990106")
    for number in (1, 2):
        west, code = 10 * number - 10, f"99010600100{number}"
        community = drawing.area("community", code, (west, 0, west + 10, 10), parent="990106001")
        for half in (1, 2):
            drawing.grid(f"{code}00{half}", (west, 5 * half - 5, west + 10, 5 * half), community=community)
            drawing.building(f"{number}{half}", west + 5, 5 * half - 2, 100 * number * half)
    drawing.publish()
    return drawing


def test_a_grid_that_nobody_holds(town: Any, spots: Any, cured: Any) -> None:
    town.worker("W1", "990106001001001", "990106001001002")
    town.worker("W2", "990106001002001")
    (spot,) = spots()
    assert (spot.kind, spot.key, spot.people, spot.buildings) == ("no_worker", "no_worker:990106001002002", 400, 1)
    assert spot.since == date(2018, 5, 1)
    assert (spot.cure["action"], spot.cure["worker"], spot.cure["people_after"]) == ("assign", "W2", 600)
    assert cured(spot).spots == {}


def test_the_worker_with_the_fewest_people_of_the_community_takes_it(town: Any, spots: Any) -> None:
    town.worker("busy", "990106001002001", "990106001001001", "990106001001002")
    town.worker("free", "990106001002001")
    assert [(spot.key, spot.cure["worker"]) for spot in spots()] == [("no_worker:990106001002002", "free")]


def test_where_the_community_has_none_the_subdistrict_helps(town: Any, spots: Any) -> None:
    town.worker("W1", "990106001001001", "990106001001002")
    assert {spot.cure["worker"] for spot in spots()} == {"W1"}


def test_a_worker_without_grids_works_where_the_post_is(town: Any, spots: Any) -> None:
    town.worker("W1", "990106001001001", "990106001001002", "990106001002001")
    town.worker("posted")
    town.session.execute(text("UPDATE worker SET post = 'SRID=4326;POINT(0.015 0.005)' WHERE code = 'posted'"))
    assert [spot.cure["worker"] for spot in spots()] == ["posted"]


def test_since_the_last_worker_left(town: Any, spots: Any) -> None:
    town.worker("W1", "990106001001001", "990106001001002", "990106001002001")
    town.worker("W2", "990106001002002", until="2021-03-04")
    assert [spot.since for spot in spots()] == [date(2021, 3, 4)]


def test_volunteers_do_not_answer_for_a_grid(town: Any, spots: Any) -> None:
    town.worker("W1", *[grid.code for grid in town.grids])
    assert spots() == []
    town.session.execute(text("UPDATE worker SET role = 'volunteer'"))
    assert len(spots("no_worker")) == 4


@pytest.mark.usefixtures("town")
def test_where_no_worker_is_loaded_there_is_nobody_to_assign(spots: Any) -> None:
    found = spots("no_worker")
    assert len(found) == 4
    assert {spot.cure["action"] for spot in found} == {"check"}
