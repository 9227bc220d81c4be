import numpy as np
import pytest
import shapely

from sample_maps.geometry import Array
from sample_maps.subdivision import Cut, Cutter, Junctions

SQUARE = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]])
L_SHAPE = np.array([[0.0, 0.0], [200.0, 0.0], [200.0, 60.0], [60.0, 60.0], [60.0, 200.0], [0.0, 200.0]])


def cutter(*junctions: tuple[float, float]) -> Cutter:
    known = Junctions()
    for x, y in junctions:
        known.add(x, y)
    return Cutter(np.random.default_rng(1), known)


@pytest.mark.parametrize("ring", [SQUARE, L_SHAPE])
@pytest.mark.parametrize("bend", [0.0, 0.05])
def test_the_halves_make_up_the_whole(ring: Array, bend: float) -> None:
    one, other = (shapely.Polygon(h) for h in cutter().cut(ring, Cut("service", bend=bend)))
    assert one.is_valid
    assert other.is_valid
    assert one.area + other.area == pytest.approx(shapely.Polygon(ring).area, rel=1e-3)
    assert one.intersection(other).area < 0.5


def test_a_long_ring_is_cut_across() -> None:
    one, other = cutter().cut(SQUARE * [3.0, 1.0], Cut("service", angle_jitter=0.0))
    assert np.ptp(one[:, 1]) == np.ptp(other[:, 1]) == 100
    assert max(np.ptp(one[:, 0]), np.ptp(other[:, 0])) < 200


def test_a_cut_ends_at_a_junction_that_is_near() -> None:
    work = cutter((151.0, 0.0))
    work.cut(SQUARE * [3.0, 1.0], Cut("service", angle_jitter=0.0, balance=0.02))
    ends = work.lines[0].points[[0, -1]].tolist()
    assert [151.0, 0.0] in ends


def test_cuts_are_remembered_as_junctions() -> None:
    work = cutter()
    work.cut(SQUARE, Cut("residential"))
    x, y = work.lines[0].points[0]
    assert work.junctions.near(x, y, 1.0) == [(x, y)]
    assert work.lines[0].kind == "residential"
