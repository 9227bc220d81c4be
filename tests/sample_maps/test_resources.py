from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely


@pytest.fixture(scope="module")
def resources(district: Any) -> pd.DataFrame:
    return district.table("resources.csv")


def test_every_kind_is_there(resources: pd.DataFrame) -> None:
    assert set(resources.kind) == {
        "elderly_centre", "clinic", "hospital", "police_post", "school", "kindergarten", "market", "fire_station",
        "park_gate", "toilet", "service_station", "charging_station",
    }  # fmt: skip
    assert resources.address.str.fullmatch(r"\w+ \d+ 号").all()


def test_none_stands_in_water_and_all_in_the_district(resources: pd.DataFrame, district: Any) -> None:
    points = shapely.points(resources.lon, resources.lat)
    assert shapely.STRtree(district.water.geometry.values).query(points, predicate="intersects").size == 0
    outline = shapely.buffer(district.level("district").geometry.iloc[0], 1e-6)
    assert shapely.contains(outline, points).all()


def test_elderly_centres_are_near_in_the_centre_and_far_in_the_suburbs(resources: pd.DataFrame, district: Any) -> None:
    centres = resources[resources.kind == "elderly_centre"]
    scale = np.array([np.cos(np.radians(30.02)), 1.0]) * 111_320
    places = shapely.points(centres[["lon", "lat"]].to_numpy() * scale)
    homes = shapely.points(shapely.get_coordinates(district.inner) * scale)
    away = shapely.distance(homes, places[shapely.STRtree(places).nearest(homes)])
    zone = district.level("community").set_index("code").zone.loc[district.buildings.community_code].to_numpy()
    people = district.buildings.population.to_numpy()
    near, far = (np.average(away[zone == z], weights=people[zone == z]) for z in ("centre", "suburb"))
    assert near < 800
    assert 900 < far < 2_200
