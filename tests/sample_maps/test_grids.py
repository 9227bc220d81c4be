import zipfile
from typing import Any

import geopandas as gpd
import numpy as np
import shapely


def test_the_shapefile_says_that_it_is_gbk_and_keeps_to_it(district: Any) -> None:
    with zipfile.ZipFile(district.folder / "grids.zip") as archive:
        assert archive.read("grids.cpg").strip() == b"GBK"
        assert "网格".encode("gbk") in archive.read("grids.dbf")
    assert district.grids.NAME.str.fullmatch(r"\w+第\d+网格").all()


def test_there_are_72_or_so_and_all_began_with_the_plan(district: Any) -> None:
    assert abs(len(district.grids) - 72) <= 3
    assert set(district.grids.START_DATE) == {"2018-05-01"}


def test_codes_run_from_one_in_each_community(district: Any) -> None:
    assert (district.grids.CODE.str.len() == 15).all()
    assert (district.grids.CODE.str[:12] == district.grids.COMMUNITY).all()
    for _, own in district.grids.groupby("COMMUNITY"):
        assert sorted(own.CODE.str[12:].astype(int)) == list(range(1, len(own) + 1))


def test_the_first_grid_lies_north_and_the_last_south(district: Any) -> None:
    y = district.metric(district.grids).centroid.y
    number = district.grids.CODE.str[12:].astype(int)
    for own in district.grids.groupby("COMMUNITY").groups.values():
        assert y[own[number[own].argmin()]] > y[own].mean() - 300
        assert y[own[number[own].argmax()]] < y[own].mean() + 300


def test_each_grid_lies_in_its_community(district: Any) -> None:
    homes = district.metric(district.level("community")).set_index("code").geometry
    grids = district.metric(district.grids)
    outside = shapely.difference(grids.geometry.values, homes.loc[grids.COMMUNITY].values)
    assert shapely.area(outside).max() < 0.01


def test_most_hold_1500_to_2000_people_and_about_a_tenth_keep_to_the_band(district: Any) -> None:
    people = district.grid_people
    assert ((people >= 1500) & (people <= 2000)).mean() > 0.6
    assert 0.08 <= ((people >= 800) & (people <= 1200)).mean() <= 0.125
    assert 0 < (people < 800).mean() < 0.08
    assert 0 < (people > 2200).mean() < 0.12
    assert (people > 0).all()


def test_coverage_is_some_96_to_97_percent(district: Any) -> None:
    covered = district.buildings.population.to_numpy()[district.in_grids.building.unique()].sum()
    assert 0.955 <= covered / 127_000 <= 0.975


def strips(district: Any) -> tuple[Any, Any]:
    """Return what two grids share, and what no grid and no new estate holds, by area in m²."""
    grids = district.metric(district.grids).geometry.values
    one, other = shapely.STRtree(grids).query(grids, predicate="intersects")
    shared = shapely.area(shapely.intersection(grids[one[one < other]], grids[other[one < other]]))
    outline = district.metric(district.level("district")).geometry.iloc[0]
    left = gpd.GeoSeries(shapely.get_parts(outline.difference(shapely.union_all(grids))))
    return shared, left


def test_a_few_neighbours_overlap_and_the_rest_fit_to_the_centimetre(district: Any) -> None:
    shared, _ = strips(district)
    faults = shared[shared > 1.0]
    assert len(faults) == 3
    assert ((faults > 300) & (faults < 12_000)).all()
    assert shared[shared <= 1.0].sum() < 0.01


def test_a_few_gaps_lie_between_neighbours_and_nothing_else_but_new_estates_is_left_out(district: Any) -> None:
    _, left = strips(district)
    recent = district.metric(district.estates[district.estates.occupied_since.astype(str) > "2018-12-31"]).geometry
    of_estates = left.apply(lambda piece: bool(recent.intersects(piece).any()))
    gaps = left[~of_estates & (left.area > 0.01)]
    assert of_estates.sum() == 3
    assert len(gaps) == 3
    assert ((gaps.area > 300) & (gaps.area < 12_000)).all()


def test_buildings_in_gaps_came_lately_and_belong_to_no_estate(district: Any) -> None:
    covered = np.zeros(len(district.buildings), dtype=bool)
    covered[district.in_grids.building] = True
    recent = set(district.estates[district.estates.occupied_since.astype(str) > "2018-12-31"].code)
    lost = district.buildings[~covered & ~district.buildings.estate_code.isin(recent)]
    of_new = district.buildings[district.buildings.estate_code.isin(recent)]
    assert not covered[of_new.index].any()
    in_gaps = lost[lost.estate_code.isna() & (lost.occupied_since.astype(str) > "2019-06-01")]
    assert len(in_gaps)
