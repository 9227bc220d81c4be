from typing import Any

from shapely import box, union_all

from gis.coverage.standing import Area
from gis.coverage.units import divide


def area(number: int, level: str, geom: Any) -> Area:
    return Area(id=number, level=level, code=str(number), name="", parent_id=None, geom=geom)


AREAS = {
    item.id: item
    for item in (
        area(1, "district", box(0, 0, 0.004, 0.002)),
        area(2, "subdistrict", box(0, 0, 0.003, 0.002)),
        area(3, "community", box(0, 0, 0.001, 0.002)),
        area(4, "community", box(0.001, 0, 0.002, 0.002)),
    )
}


def test_ground_is_cut_at_the_borders_of_the_finest_areas() -> None:
    divided = divide([box(0, 0, 0.005, 0.001)], AREAS)
    assert {unit: union_all(pieces).bounds for unit, pieces in divided.items()} == {
        3: (0, 0, 0.001, 0.001),
        4: (0.001, 0, 0.002, 0.001),
        2: (0.002, 0, 0.003, 0.001),
        1: (0.003, 0, 0.004, 0.001),
        None: (0.004, 0, 0.005, 0.001),
    }


def test_a_piece_inside_an_area_stays_as_it_is() -> None:
    piece = box(0.0012, 0.0002, 0.0015, 0.0003)
    assert divide([piece], AREAS) == {4: [piece]}


def test_ground_of_two_overlapping_communities_is_counted_once() -> None:
    twice = {**AREAS, 5: area(5, "community", box(0.0005, 0, 0.002, 0.002))}
    divided = divide([box(0, 0, 0.002, 0.002)], twice)
    assert sum(piece.area for pieces in divided.values() for piece in pieces) == 0.002 * 0.002


def test_where_no_area_is_loaded_all_is_nowhere() -> None:
    assert divide([box(0, 0, 1, 1)], {}) == {None: [box(0, 0, 1, 1)]}
