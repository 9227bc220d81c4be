import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, box

from gis.coverage.metric_zone import MetricZone
from gis.crs import PRECISION_DEGREES
from gis.plans.healing import heal

METRES = MetricZone(box(0, 0, 0.01, 0.01))


def lonlat(*flat: Polygon) -> NDArray[np.object_]:
    """Polygons in metres as grids of the record."""
    moved = METRES.to_lonlat(np.array(flat, dtype=object))
    return np.array([MultiPolygon(list(shapely.get_parts(shape))) for shape in moved], dtype=object)


def shaken(grounds: NDArray[np.object_], *, by_m: float, seed: int, rim: bool = False) -> NDArray[np.object_]:
    """Each corner of each grid moved by up to so many metres (`rim`: by just so many), each grid for itself."""
    rng = np.random.default_rng(seed)

    def shake(points: NDArray[np.float64]) -> NDArray[np.float64]:
        angle, far = rng.uniform(0, 2 * np.pi, len(points)), by_m * np.sqrt(rng.uniform(0, 1, len(points)))
        far = np.full_like(far, by_m) if rim else far
        moved = points + np.column_stack([far * np.cos(angle), far * np.sin(angle)])
        moved[-1] = moved[0]
        return moved

    flat = METRES.to_metres(grounds)
    rings = [[shake(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shape.geoms[0])] for shape in flat]
    return lonlat(*(Polygon(shell, holes) for shell, *holes in rings))


def town(seed: int) -> NDArray[np.object_]:
    """Blocks of a town whose borders bend; corners of some lie on a border of others; a square lies in no grid."""
    rng = np.random.default_rng(seed)
    rows, columns = 3, 4
    knots = np.stack(np.meshgrid(np.arange(columns + 1) * 120.0, np.arange(rows + 1) * 100.0), axis=-1)
    knots += rng.uniform(-25, 25, knots.shape)
    blocks = [
        Polygon([knots[row, col], knots[row, col + 1], knots[row + 1, col + 1], knots[row + 1, col]])
        for row in range(rows)
        for col in range(columns)
    ]
    # two blocks become one: its long side has no corner where its neighbours meet
    merged = [shapely.union_all(blocks[:2]).simplify(0), *blocks[2:]]
    merged[5] = merged[5].difference(shapely.buffer(shapely.centroid(merged[5]), 15, cap_style="square"))
    return lonlat(*merged)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_what_was_shaken_apart_comes_together(seed: int) -> None:
    plan = town(seed)
    drawn = shaken(plan, by_m=1.0, seed=seed)
    healed = heal(drawn, tolerance_m=2.0)
    assert healed.valid
    assert shapely.coverage_is_valid(healed.grounds)
    assert (healed.restored, healed.pieces, healed.overlaps) == ((), {}, ())
    assert healed.moved_m.max() <= 2.01
    corners = shapely.points(shapely.get_coordinates(METRES.to_metres(drawn)))
    borders = shapely.multipoints(shapely.points(shapely.get_coordinates(METRES.to_metres(healed.grounds))))
    assert shapely.distance(corners, borders).max() <= 2.01
    # the square stays open, and nothing else
    assert len(healed.gaps) == 1
    assert abs(healed.gaps[0].width_m - 30) < 4


def farthest_m(grounds: NDArray[np.object_], others: NDArray[np.object_]) -> float:
    """The greatest distance from a corner of one to the border of the other at the same position."""
    borders = shapely.boundary(METRES.to_metres(others))
    corners = [shapely.points(shapely.get_coordinates(ground)) for ground in METRES.to_metres(grounds)]
    return max(float(shapely.distance(mine, border).max()) for mine, border in zip(corners, borders, strict=True))


def spits(seed: int) -> NDArray[np.object_]:
    """Two grids whose border runs out and back along narrow spits of either, some with a neck; a third beside both."""
    rng = np.random.default_rng(seed)
    border = [(100.0, 0.0)]
    for n in range(4):
        y, side = 25.0 + 50 * n, rng.choice([-1, 1])
        wide, long = rng.uniform(0.3, 1.8), rng.uniform(3, 25)
        border += [(100, y - wide), (100 + side * long, y - wide * rng.uniform(0, 1)), (100 + side * long, y + 0.2)]
        border.append((100, y + wide))
    border.append((100.0, 200.0))
    west, east = [(0, 200), (0, 0), *border], [(200, 0), (200, 200), *border[::-1]]
    return lonlat(Polygon(west), Polygon(east), Polygon([(0, 0), (0, -80), (200, -80), (200, 0), (100, 0)]))


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_nothing_moves_farther_than_the_tolerance(seed: int, rim: bool, narrow: bool) -> None:  # noqa: FBT001 - hypothesis
    plan = spits(seed) if narrow else town(seed)
    drawn = shaken(plan, by_m=1.0, seed=seed, rim=rim)
    healed = heal(drawn, tolerance_m=2.0)
    assert healed.valid
    assert (healed.restored, healed.pieces) == ((), {})
    assert max(farthest_m(drawn, healed.grounds), farthest_m(healed.grounds, drawn)) <= 2.01


def necked(wide_m: float) -> NDArray[np.object_]:
    """A grid whose small end hangs on a neck of 60 m, and both neighbours; one has corners along it, the other none."""
    low = [(0, -100), (0, 0), (60, 0), (60, -20), (80, -20)]
    high = [(80, 30), (60, 30), (60, wide_m), (43, wide_m), (17, wide_m), (0, wide_m), (0, 100)]
    return lonlat(
        Polygon([*low, *high, (-100, 100), (-100, -100)]),
        Polygon([*low, (120, -20), (120, -100)]),
        Polygon([*high, (120, 100), (120, -20), (80, -20)]),
    )


@pytest.mark.parametrize("rim", [False, True])
def test_a_grid_with_a_narrow_neck_stays_in_one_piece(rim: bool) -> None:  # noqa: FBT001 - a parameter of the test
    for seed in range(15):
        drawn = shaken(necked(1.3), by_m=1.0, seed=seed, rim=rim)
        healed = heal(drawn, tolerance_m=2.0)
        assert (healed.valid, healed.restored, healed.pieces) == (True, (), {}), seed
        assert max(farthest_m(drawn, healed.grounds), farthest_m(healed.grounds, drawn)) <= 2.01, seed


def test_the_tip_of_a_narrow_spit_stays_with_its_grid() -> None:
    border = [(100, 0), (100, 49.5), (120, 50), (100, 50.5), (100, 100)]
    west, east = Polygon([(0, 100), (0, 0), *border]), Polygon([(200, 0), (200, 100), *border[::-1]])
    healed = heal(lonlat(west, east), tolerance_m=2.0)
    assert (healed.valid, healed.pieces, healed.moved_m.max()) == (True, {}, 0)
    drawn = lonlat(west, Polygon([(200, 0), (200, 100), (100, 100), (99.6, 50.9), (119.5, 50.6), (100.5, 49)]))
    healed = heal(drawn, tolerance_m=2.0)
    assert (healed.valid, healed.pieces, healed.overlaps) == (True, {}, ())
    assert healed.moved_m.max() < 2
    assert shapely.bounds(METRES.to_metres(healed.grounds[0]))[2] > 118


def test_an_outline_that_crosses_itself_is_held_together() -> None:
    healed = heal(lonlat(Polygon([(0, 0), (300, 100), (300, 0), (0, 100)]), box(300, 0, 400, 100)), tolerance_m=2.0)
    assert (healed.repaired, healed.held, healed.pieces, healed.valid) == ((0,), (0,), {}, True)
    assert healed.moved_m.max() < 0.1


def test_gaps_between_three_grids_are_shared_among_them() -> None:
    drawn = lonlat(box(0, 0, 99, 99), box(100, 0, 200, 99), box(0, 100, 200, 200))
    healed = heal(drawn, tolerance_m=2.0)
    assert (healed.valid, healed.gaps, healed.pieces) == (True, (), {})
    assert max(farthest_m(drawn, healed.grounds), farthest_m(healed.grounds, drawn)) <= 2


def test_a_strip_that_two_claim_is_said_where_it_is_wider_than_the_tolerance() -> None:
    healed = heal(lonlat(box(0, 0, 100, 100), box(97.5, 0, 200, 100)), tolerance_m=2.0)
    (overlap,) = healed.overlaps
    assert (overlap.grids, round(overlap.area_m2 / 10), round(overlap.width_m, 1)) == ((0, 1), 25, 2.5)


def test_a_sound_plan_stays_as_it_is() -> None:
    plan = heal(town(3), tolerance_m=2.0).grounds
    again = heal(plan, tolerance_m=2.0)
    assert shapely.equals_identical(shapely.normalize(again.grounds), shapely.normalize(plan)).all()
    assert (again.moved_m.max(), again.slivers_m2, again.closed_m2) == (0, 0, 0)


def test_corners_lie_at_the_record_s_precision() -> None:
    healed = heal(shaken(town(1), by_m=1.0, seed=1), tolerance_m=2.0)
    points = shapely.get_coordinates(healed.grounds)
    assert np.abs(points / PRECISION_DEGREES - np.round(points / PRECISION_DEGREES)).max() < 1e-3


def test_of_a_wide_overlap_one_keeps_the_ground() -> None:
    healed = heal(lonlat(box(0, 0, 100, 100), box(80, 0, 400, 100)), tolerance_m=2.0)
    (overlap,) = healed.overlaps
    # a fifth of the small one, a sixteenth of the large one
    assert (overlap.grids, overlap.kept, round(overlap.width_m)) == ((0, 1), 0, 20)
    assert healed.valid
    assert round(healed.moved_m[1]) == 20


def test_a_grid_within_another_is_not_lost() -> None:
    healed = heal(lonlat(box(0, 0, 300, 300), box(100, 100, 150, 150)), tolerance_m=2.0)
    areas = shapely.area(METRES.to_metres(healed.grounds))
    assert np.allclose(areas, [300**2 - 50**2, 50**2], rtol=1e-3)
    assert (healed.valid, healed.restored) == (True, ())


def test_the_same_ground_twice_is_kept_and_said() -> None:
    healed = heal(lonlat(box(0, 0, 100, 100), box(0, 0, 100, 100), box(100, 0, 200, 100)), tolerance_m=2.0)
    # one lies over the other: that is no coverage
    assert (healed.duplicates, healed.too_narrow, healed.valid) == ({1: (0,)}, (), False)
    assert shapely.equals(healed.grounds[0], healed.grounds[1])
    assert healed.overlaps == ()


def test_a_grid_that_stands_twice_moves_nothing() -> None:
    # corners a metre apart, which would come together if they were open
    fine = Polygon([(0, 0), (100, 0), (100, 40), (101, 40.2), (100, 41), (100, 100), (0, 100)])
    plan = heal(lonlat(fine, box(100, 0, 200, 100).difference(fine), *METRES.to_metres(town(3))), tolerance_m=2.0)
    rounded = shapely.set_precision(plan.grounds[0], 1e-7)
    grids = np.array([plan.grounds[1], plan.grounds[0], *plan.grounds[2:], plan.grounds[0], rounded], dtype=object)
    twins = len(grids) - 2, len(grids) - 1
    healed = heal(grids, tolerance_m=2.0)
    assert healed.duplicates == dict.fromkeys(twins, (1,))
    assert (healed.moved_m[:-1].max(), healed.valid) == (0, False)
    assert healed.moved_m[-1] < 0.1
    alone = heal(grids[:-2], tolerance_m=2.0)
    assert (shapely.equals(alone.grounds, healed.grounds[:-2]).all(), alone.overlaps) == (True, healed.overlaps)


def test_narrow_gaps_close_and_wide_ones_stay() -> None:
    left, narrow, wide = box(0, 0, 100, 100), box(101.5, 0, 200, 100), box(0, 105, 200, 200)
    healed = heal(lonlat(left, narrow, wide, box(200, 0, 220, 200), box(-20, 0, 0, 200)), tolerance_m=2.0)
    assert healed.valid
    (gap,) = healed.gaps
    assert 4.5 < gap.width_m < 5.5


LOOPED = Polygon([(0, 0), (100, 0), (100, 100), (0, 100), (0, 49.4), (-0.8, 50), (0.8, 50.4), (0, 0)])
"""A square whose west side crosses itself: a crumb of a few tenths of a square metre hangs on a point."""


def test_a_crumb_that_a_crossing_cut_off_goes_to_the_neighbour() -> None:
    crumb = min(shapely.make_valid(LOOPED, method="structure").geoms, key=shapely.area)
    assert 0.1 < crumb.area < 0.5
    drawn = lonlat(LOOPED, box(-100, 0, 0, 100).difference(crumb))
    healed = heal(drawn, tolerance_m=2.0)
    assert (healed.repaired, healed.pieces, healed.valid) == ((0,), {}, True)
    assert shapely.get_num_geometries(healed.grounds).tolist() == [1, 1]
    other = METRES.to_metres(healed.grounds[1])
    assert shapely.distance(shapely.centroid(crumb), other) == 0
    assert healed.moved_m.max() < 2


def test_a_crumb_without_neighbours_stays_open() -> None:
    healed = heal(lonlat(LOOPED), tolerance_m=2.0)
    assert (healed.pieces, healed.valid, shapely.get_num_geometries(healed.grounds).tolist()) == ({}, True, [1])
    assert 0.5 < healed.moved_m[0] < 1


def test_pieces_that_were_drawn_stay_and_are_said() -> None:
    apart = METRES.to_lonlat(shapely.MultiPolygon([box(0, 0, 100, 100), box(200, 0, 201, 1)]))
    healed = heal(np.array([apart], dtype=object), tolerance_m=2.0)
    assert (healed.pieces, healed.moved_m[0]) == ({0: 2}, 0)


def test_a_grid_narrower_than_the_tolerance_stays_and_is_said() -> None:
    healed = heal(lonlat(box(0, 0, 100, 100), box(99.9, 0, 100.4, 100), box(100.3, 0, 200, 100)), tolerance_m=2.0)
    assert (healed.too_narrow, healed.duplicates, healed.valid) == ((1,), {}, False)
    assert shapely.area(METRES.to_metres(healed.grounds[1])) > 30
