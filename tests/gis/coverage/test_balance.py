from typing import Any

import pytest
from sqlalchemy import text

from gis.coverage.balance import balance
from gis.viewer import LOCAL_OPERATOR


@pytest.fixture
def grids(drawing: Any) -> Any:
    drawing.area("district", "990106", (0, 0, 50, 10))
    community = drawing.area("community", "990106001001", (0, 0, 30, 10), parent="990106")
    for number, people in enumerate((700, 800, 1200, 1201, 3000)):
        drawing.grid(f"G{number}", (number * 10, 0, number * 10 + 10, 10), community=community if number < 3 else None)
        drawing.building(f"B{number}", number * 10 + 5, 5, people)
    drawing.publish()
    return drawing


def test_grids_out_of_the_band_come_farthest_first(grids: Any) -> None:
    found = balance(grids.session, LOCAL_OPERATOR)
    assert [(grid.code, grid.band, grid.off_by, grid.grids_due) for grid in found] == [
        ("G4", "above", 1800, 3),
        ("G0", "below", -100, 1),
        ("G3", "above", 1, 2),
    ]


def test_of_an_area(grids: Any) -> None:
    assert [grid.code for grid in balance(grids.session, LOCAL_OPERATOR, area_code="990106001001")] == ["G0"]
    assert len(balance(grids.session, LOCAL_OPERATOR, area_code="990106")) == 3


def test_the_band_is_the_districts_own(grids: Any) -> None:
    grids.session.execute(text("INSERT INTO parameter VALUES ('grid_people_max', 3000), ('grid_people_min', 700)"))
    assert balance(grids.session, LOCAL_OPERATOR) == []


def test_without_a_plan_there_is_nothing_to_balance(drawing: Any) -> None:
    assert balance(drawing.session, LOCAL_OPERATOR) == []
