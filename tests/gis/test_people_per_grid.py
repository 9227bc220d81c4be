from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.people_per_grid import ground_of_grids, people_per_grid
from gis.viewer import LOCAL_OPERATOR


def test_fewest_first_with_their_place(community_record: Session) -> None:
    grids = people_per_grid(community_record, LOCAL_OPERATOR)
    assert [(grid.code[-3:], grid.people, grid.community_name) for grid in grids] == [
        ("002", 100, "枫林社区"),
        ("001", 900, "枫林社区"),
    ]
    assert grids[1].bbox == (0.0, 0.0, 0.008, 0.02)


def test_on_an_earlier_day_later_buildings_do_not_count(community_record: Session) -> None:
    community_record.execute(text("UPDATE building SET occupied_since = '2024-05-01' WHERE code = 'B3'"))
    before = people_per_grid(community_record, LOCAL_OPERATOR, day=date(2023, 1, 1))
    assert [grid.people for grid in before] == [0, 900]


def test_before_the_first_plan_there_are_no_grids(community_record: Session) -> None:
    assert people_per_grid(community_record, LOCAL_OPERATOR, day=date(2010, 1, 1)) == []
    assert ground_of_grids(community_record, LOCAL_OPERATOR, day=date(2010, 1, 1))["features"] == []


def test_ground_between_two_figures_takes_both_ends(community_record: Session) -> None:
    def codes(**between: int) -> list[str]:
        found = ground_of_grids(community_record, LOCAL_OPERATOR, **between)
        return [feature["properties"]["code"][-3:] for feature in found["features"]]

    assert codes(least=100, most=899) == ["002"]
    assert codes(least=101, most=900) == ["001"]
    assert codes(least=100) == ["001", "002"]
    first = ground_of_grids(community_record, LOCAL_OPERATOR, least=900)["features"][0]["geometry"]
    assert first["type"] == "MultiPolygon"
    assert first["coordinates"][0][0][0] == [0, 0]
