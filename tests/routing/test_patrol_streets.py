import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.patrol_streets import Pieces, share_streets
from routing.street_graph import StreetGraph, street_graph
from tests.routing.conftest import ZONE, MakeStreets


def share(make_streets: MakeStreets, streets: list[str], grids: list[str]) -> tuple[StreetGraph, Pieces]:
    graph, _ = street_graph(make_streets(*streets))
    ground = np.array([ZONE.to_lonlat(shapely.from_wkt(wkt)) for wkt in grids])
    return graph, share_streets(graph, ground, border_m=5.0)


def metres(pieces: Pieces) -> dict[int, float]:
    found = np.bincount(pieces.grid, weights=pieces.to_m - pieces.from_m)
    return {grid: round(float(length)) for grid, length in enumerate(found) if length > 0}


LEFT, RIGHT = "POLYGON((0 0, 100 0, 100 100, 0 100, 0 0))", "POLYGON((100 0, 200 0, 200 100, 100 100, 100 0))"


def test_a_street_across_a_border_is_cut_on_it(make_streets: MakeStreets) -> None:
    graph, pieces = share(make_streets, ["LINESTRING(20 50, 190 50)"], [LEFT, RIGHT])
    assert metres(pieces) == {0: 80, 1: 90}
    assert pieces.to_m[-1] == graph.length_m[0]


def test_a_street_on_a_border_goes_as_a_whole_to_the_neighbour_with_less(make_streets: MakeStreets) -> None:
    streets = ["LINESTRING(100 0, 100 100)", "LINESTRING(20 50, 80 50)"]
    _, pieces = share(make_streets, streets, [LEFT, RIGHT])
    assert metres(pieces) == {0: 60, 1: 100}
    assert pieces.border.tolist() == [True, False]


def test_a_street_in_no_grid_goes_to_the_nearest(make_streets: MakeStreets) -> None:
    _, pieces = share(make_streets, ["LINESTRING(230 0, 230 90)"], [LEFT, RIGHT])
    assert metres(pieces) == {1: 90}
    assert pieces.outside.tolist() == [True]


def test_a_street_in_two_grids_goes_to_one(make_streets: MakeStreets) -> None:
    _, pieces = share(make_streets, ["LINESTRING(20 50, 80 50)"], [LEFT, LEFT])
    assert metres(pieces) == {0: 60}


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_every_metre_belongs_to_one_grid(seed: int) -> None:
    random = np.random.default_rng(seed)
    lines = [shapely.LineString(random.uniform(-30, 230, (int(random.integers(2, 5)), 2)).round(1)) for _ in range(6)]
    from gis.network.streets import WalkableStreets  # noqa: PLC0415

    placed = np.empty(len(lines), dtype=object)
    placed[:] = [ZONE.to_lonlat(line) for line in lines]
    nothing = np.zeros(len(lines), dtype=bool)
    graph, _ = street_graph(
        WalkableStreets(id=np.arange(len(lines)), lines=placed, level=np.zeros(len(lines), dtype=np.int64),
                        raised=nothing, noded=nothing)
    )  # fmt: skip
    across = random.uniform(40, 160)
    grids = [f"POLYGON((0 0, {across} 0, {200 - across} 100, 0 100, 0 0))",
             f"POLYGON(({across} 0, 200 0, 200 100, {200 - across} 100, {across} 0))"]  # fmt: skip
    pieces = share_streets(graph, np.array([ZONE.to_lonlat(shapely.from_wkt(wkt)) for wkt in grids]), border_m=5.0)
    assert (pieces.to_m > pieces.from_m).all()
    new = np.ones(len(pieces.edge), dtype=bool)
    new[1:] = np.diff(pieces.edge) != 0
    assert pieces.from_m[new] == pytest.approx(0)
    assert (pieces.from_m[~new] == pieces.to_m[np.flatnonzero(~new) - 1]).all()
    assert np.bincount(pieces.edge, weights=pieces.to_m - pieces.from_m) == pytest.approx(graph.length_m)
