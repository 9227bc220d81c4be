from typing import Any

import shapely


def test_the_levels_are_one_district_three_subdistricts_and_fourteen_communities(district: Any) -> None:
    assert district.areas.level.value_counts().to_dict() == {"community": 14, "subdistrict": 3, "district": 1}
    assert {len(c) for c in district.level("community").code} == {12}
    assert {len(c) for c in district.level("subdistrict").code} == {9}
    assert district.level("district").code.tolist() == ["990106"]


def test_codes_name_their_parent(district: Any) -> None:
    for area in district.areas[district.areas.level != "district"].itertuples():
        assert area.parent_code == area.code[:-3]
        assert area.parent_code in set(district.areas.code)
        assert area.zone in {"centre", "suburb"}


def test_communities_tile_their_subdistrict_and_subdistricts_the_district(district: Any) -> None:
    for level in ("community", "subdistrict"):
        assert shapely.coverage_is_valid(district.level(level).geometry.values)
    for parent in district.areas[district.areas.level != "community"].itertuples():
        parts = district.areas[district.areas.parent_code == parent.code].geometry.values
        assert shapely.coverage_union_all(parts).equals(parent.geometry)


def test_the_outline_is_no_rectangle_and_some_17_square_kilometres(district: Any) -> None:
    outline = district.metric(district.level("district")).geometry.iloc[0]

    assert 15e6 < outline.area < 20e6
    assert outline.area < 0.85 * outline.minimum_rotated_rectangle.area


def test_no_two_areas_of_a_level_share_a_name(district: Any) -> None:
    for level in ("community", "subdistrict"):
        assert district.level(level).name.is_unique
