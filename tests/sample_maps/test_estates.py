from datetime import date
from typing import Any

import pandas as pd
import shapely

TODAY = date(2024, 2, 29)


def new_estates(district: Any) -> Any:
    return district.estates[pd.to_datetime(district.estates.occupied_since) > pd.Timestamp(2018, 12, 31)]


def test_estates_stand_apart_and_bear_different_names(district: Any) -> None:
    walls = district.estates.geometry.array
    one, other = shapely.STRtree(walls).query(walls, predicate="intersects")
    assert (one == other).all()
    assert district.estates.name.is_unique


def test_three_estates_came_since_2018_one_of_them_two_years_ago(district: Any) -> None:
    new = new_estates(district)
    since = pd.to_datetime(new.occupied_since).dt.date
    assert len(new) == 3
    assert since[new.name == "阳光花园"].tolist() == [date(2022, 2, 28)]
    months = [(TODAY - day).days / 30.4 for day in since[new.name != "阳光花园"]]
    assert all(2 <= m <= 20 for m in months)


def test_they_hold_three_to_four_percent_of_all_people_and_lie_outside_every_grid(district: Any) -> None:
    new = new_estates(district)
    people = district.buildings[district.buildings.estate_code.isin(new.code)].population.sum()
    assert 0.03 <= people / 127_000 <= 0.04
    met = shapely.STRtree(district.grids.geometry.values).query(new.geometry.array, predicate="intersects")
    assert met.size == 0
