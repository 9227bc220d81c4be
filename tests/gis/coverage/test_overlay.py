from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, box, union_all

from gis.coverage.measure import area_m2, areas_m2
from gis.coverage.overlay import outline, overlay

Box = tuple[int, int, int, int]
DISTRICT = box(0, 0, 0.02, 0.02)


def grounds(*shapes: Polygon | MultiPolygon) -> NDArray[np.object_]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def of_boxes(boxes: list[Box]) -> NDArray[np.object_]:
    return grounds(*(box(w / 1000, s / 1000, (w + width) / 1000, (s + height) / 1000) for w, s, width, height in boxes))


boxes = st.lists(
    st.tuples(st.integers(-3, 19), st.integers(-3, 19), st.integers(1, 9), st.integers(1, 9)), min_size=0, max_size=8
)


@given(boxes)
@example([(0, 0, 5, 5), (5, 0, 5, 5), (2, 2, 6, 2)])  # one overlap across the border of two neighbours
@example([(0, 0, 5, 5), (0, 0, 5, 5)])
@example([(0, 0, 20, 5), (0, 15, 20, 5), (0, 5, 5, 10), (15, 5, 5, 10)])
def test_it_agrees_with_laying_every_grid_over_every_other(drawn: list[Box]) -> None:
    grids = of_boxes(drawn)
    found = overlay(grids, DISTRICT)

    covered = union_all(list(grids))
    assert union_all(list(found.uncovered)).symmetric_difference(DISTRICT.difference(covered)).area < 1e-13
    pairs = {pair: grids[pair[0]].intersection(grids[pair[1]]) for pair in combinations(range(len(grids)), 2)}
    expected = {pair: ground for pair, ground in pairs.items() if ground.area > 0}
    assert found.overlaps.keys() == expected.keys()
    for pair, ground in expected.items():
        assert found.overlaps[pair].symmetric_difference(ground).area < 1e-13
    assert found.overlapping.symmetric_difference(union_all(list(expected.values()))).area < 1e-13


@given(boxes)
def test_covered_and_gaps_make_the_district(drawn: list[Box]) -> None:
    grids = of_boxes(drawn)
    gaps = areas_m2(list(overlay(grids, DISTRICT).uncovered)).sum()
    covered = area_m2(union_all(list(grids)).intersection(DISTRICT))
    assert gaps + covered == pytest.approx(area_m2(DISTRICT), rel=1e-9)


def test_no_grids_leave_all_open() -> None:
    found = overlay(grounds(), DISTRICT)
    assert union_all(list(found.uncovered)).equals(DISTRICT)
    assert not found.overlaps


def test_nothing_at_all() -> None:
    found = overlay(grounds(), None)
    assert found.uncovered == ()
    assert found.overlapping.is_empty


def test_a_node_more_on_one_side_of_a_border_makes_no_sliver() -> None:
    west = Polygon([(0, 0), (0.01, 0), (0.0133333, 0.02), (0, 0.02)])
    middle = (0.0116667, 0.01)  # half a hair beside the straight line
    east = Polygon([(0.01, 0), (0.02, 0), (0.02, 0.02), (0.0133333, 0.02), middle])
    found = overlay(grounds(west, east), DISTRICT)
    assert areas_m2([*found.uncovered, *found.overlaps.values()]).sum() < 0.01


def test_without_a_district_only_holes_between_grids_are_open() -> None:
    ring = [
        box(0, 0, 0.003, 0.001),
        box(0, 0.001, 0.001, 0.002),
        box(0.002, 0.001, 0.003, 0.002),
        box(0, 0.002, 0.003, 0.003),
    ]
    found = overlay(grounds(*ring), None)
    assert union_all(list(found.uncovered)).equals(box(0.001, 0.001, 0.002, 0.002))


def test_a_hole_filled_by_another_grid_is_covered() -> None:
    around = Polygon(box(0, 0, 0.02, 0.02).exterior, [box(0.005, 0.005, 0.01, 0.01).exterior])
    assert overlay(grounds(around, box(0.005, 0.005, 0.01, 0.01)), DISTRICT).uncovered == ()
    assert len(overlay(grounds(around), DISTRICT).uncovered) == 1


def test_three_grids_over_each_other_make_three_pairs_and_one_ground() -> None:
    found = overlay(grounds(*[box(0, 0, 0.01, 0.01)] * 3), DISTRICT)
    assert set(found.overlaps) == {(0, 1), (0, 2), (1, 2)}
    assert found.overlapping.equals(box(0, 0, 0.01, 0.01))


def test_a_grid_in_several_parts() -> None:
    parts = MultiPolygon([box(0, 0, 0.005, 0.02), box(0.015, 0, 0.02, 0.02)])
    (gap,) = overlay(grounds(parts), DISTRICT).uncovered
    assert gap.equals(box(0.005, 0, 0.015, 0.02))


@given(boxes.filter(bool))
def test_the_outline_is_the_union(drawn: list[Box]) -> None:
    grids = of_boxes(drawn)
    assert outline(grids).symmetric_difference(union_all(list(grids))).area < 1e-13
