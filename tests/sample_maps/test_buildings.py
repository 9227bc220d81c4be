from typing import Any

import numpy as np
import pandas as pd
import shapely


def meeting(district: Any, shapes: Any) -> int:
    return len(shapely.STRtree(shapes).query(district.buildings.geometry.array, predicate="intersects")[0])


def test_people_and_elderly_come_to_the_exact_totals(district: Any) -> None:
    assert district.buildings.population.sum() == 127_000
    assert district.buildings.elderly.sum() == round(0.187 * 127_000)
    assert (district.buildings.elderly <= district.buildings.population).all()


def test_there_are_about_a_tenth_of_twenty_to_thirty_thousand(district: Any) -> None:
    assert 2_000 <= len(district.buildings) <= 3_000


def test_no_building_meets_another(district: Any) -> None:
    shapes = district.buildings.geometry.array
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (one == other).all()


def test_no_building_stands_on_a_street(district: Any) -> None:
    streets = district.metric(district.streets)
    roadway = shapely.buffer(streets.geometry.array, streets.width_m.to_numpy() / 2)
    buildings = district.metric(district.buildings).geometry.array
    assert len(shapely.STRtree(roadway).query(buildings, predicate="intersects")[0]) == 0


def test_no_building_stands_in_water(district: Any) -> None:
    assert meeting(district, district.water.geometry.values) == 0


def test_no_building_meets_a_community_border(district: Any) -> None:
    assert meeting(district, district.level("community").boundary.values) == 0


def test_every_building_lies_in_the_one_community_it_names(district: Any) -> None:
    communities = district.level("community")
    building, home = shapely.STRtree(communities.geometry.values).query(
        district.buildings.geometry.array, predicate="within"
    )
    assert building.tolist() == list(range(len(district.buildings)))
    assert (communities.code.to_numpy()[home] == district.buildings.community_code.to_numpy()).all()


def test_footprints_span_two_orders_of_magnitude(district: Any) -> None:
    area = district.metric(district.buildings).area
    assert area.min() > 59
    assert area.max() > 10_000
    assert area.quantile(0.99) / area.quantile(0.01) >= 100
    assert (district.buildings.geometry.count_interior_rings() > 0).any()


def test_buildings_stand_turned_with_their_streets(district: Any) -> None:
    sides = district.metric(district.buildings).geometry.minimum_rotated_rectangle()
    corners = shapely.get_coordinates(sides.values).reshape(-1, 5, 2)
    along = corners[:, 1] - corners[:, 0]
    angle = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 90
    assert (np.histogram(angle, bins=9, range=(0, 90))[0] > 0.03 * len(angle)).all()


def test_homes_hold_nearly_all_people_and_most_of_them_stand_in_an_estate(district: Any) -> None:
    homes = district.buildings[district.buildings.use == "residential"]
    assert homes.population.sum() > 0.99 * 127_000
    assert homes.estate_code.notna().mean() > 0.5
    assert set(homes.estate_code.dropna()) <= set(district.estates.code)


def test_an_estate_s_buildings_stand_inside_its_wall(district: Any) -> None:
    walls = district.estates.set_index("code").geometry
    inside = district.buildings[district.buildings.estate_code.notna()]
    assert shapely.within(inside.geometry.array, walls.loc[inside.estate_code].values).all()


def test_density_falls_outwards_but_unevenly(district: Any) -> None:
    communities = district.metric(district.level("community"))
    people = district.buildings.groupby("community_code").population.sum().reindex(communities.code, fill_value=0)
    assert (people > 0).all()
    density = pd.Series(people.to_numpy() / communities.area.to_numpy())
    away = pd.Series(np.hypot(communities.centroid.x, communities.centroid.y))
    assert -0.97 < density.corr(away, method="pearson") < -0.3
    assert density.rank().corr(away.rank()) < -0.4
