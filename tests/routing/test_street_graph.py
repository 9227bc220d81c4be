import numpy as np
import pyproj
import pytest

from routing.street_graph import StreetGraph, street_graph
from tests.routing.conftest import MakeStreets, lonlat

CROSS = ("LINESTRING(-100 0, 100 0)", "LINESTRING(0 -100, 0 100)")


def graph(make_streets: MakeStreets, *wkt: str, **options: object) -> StreetGraph:
    return street_graph(make_streets(*wkt, **options))[0]


def size(found: StreetGraph) -> tuple[int, int, int]:
    return len(found.lonlat), len(found.u), len(found.component_m)


def test_own_lines_that_cross_are_joined(make_streets: MakeStreets) -> None:
    assert size(graph(make_streets, *CROSS)) == (5, 4, 1)


def test_lines_at_different_levels_pass_over_each_other(make_streets: MakeStreets) -> None:
    assert size(graph(make_streets, *CROSS, level={1: 6})) == (4, 2, 2)


def test_noded_lines_that_cross_without_a_node_are_not_joined(make_streets: MakeStreets) -> None:
    assert size(graph(make_streets, *CROSS, noded=(0, 1))) == (4, 2, 2)


def test_an_own_line_is_joined_to_a_noded_one(make_streets: MakeStreets) -> None:
    assert size(graph(make_streets, *CROSS, noded=(0,))) == (5, 4, 1)


def test_noded_lines_are_joined_at_a_common_node_of_any_level(make_streets: MakeStreets) -> None:
    lines = ("LINESTRING(-100 0, 0 0, 100 0)", "LINESTRING(0 0, 0 100)")
    assert size(graph(make_streets, *lines, noded=(0, 1), level={1: 6})) == (4, 3, 1)


def test_an_end_that_falls_a_little_short_is_joined(make_streets: MakeStreets) -> None:
    short = "LINESTRING(0 0.3, 0 100)"
    assert size(graph(make_streets, CROSS[0], short)) == (4, 3, 1)
    assert size(graph(make_streets, CROSS[0], short, level={1: 6})) == (4, 2, 2)
    assert size(graph(make_streets, CROSS[0], "LINESTRING(0 3, 0 100)")) == (4, 2, 2)


def test_ends_drawn_side_by_side_are_one_at_any_level(make_streets: MakeStreets) -> None:
    lines = ("LINESTRING(-100 0, 0 0)", "LINESTRING(0.3 0.1, 100 0)")
    assert size(graph(make_streets, *lines, level={1: 6})) == (3, 2, 1)
    assert size(graph(make_streets, *lines, noded=(0, 1))) == (4, 2, 2)


def test_parallel_edges_and_loops_are_kept(make_streets: MakeStreets) -> None:
    lines = (
        "LINESTRING(0 0, 50 20, 100 0)",
        "LINESTRING(0 0, 50 -20, 100 0)",
        "LINESTRING(100 0, 150 30, 150 -30, 100 0)",
    )
    found = graph(make_streets, *lines)
    assert size(found) == (2, 3, 1)
    assert (found.u == found.v).sum() == 1
    assert np.diff(found.indptr).tolist() == [2, 4]


def test_lines_without_length_are_dropped(make_streets: MakeStreets) -> None:
    found, dropped = street_graph(make_streets("LINESTRING(0 0, 0 0)", CROSS[0], "LINESTRING(100 0, 100 0.2, 100 0)"))
    assert size(found) == (2, 1, 1)
    assert dropped == 1


def test_lengths_and_places_on_the_street(make_streets: MakeStreets) -> None:
    found = graph(make_streets, *CROSS)
    geod = pyproj.Geod(ellps="WGS84")
    for edge in range(4):
        line = found.line(edge)
        assert found.length_m[edge] == pytest.approx(geod.line_length(line[:, 0], line[:, 1]), abs=1e-9)
        assert line[0] == pytest.approx(found.lonlat[found.u[edge]], abs=0)
        assert line[-1] == pytest.approx(found.lonlat[found.v[edge]], abs=0)
    assert found.street_id.tolist() == [100, 100, 101, 101]
    assert found.from_m == pytest.approx([0, 100, 0, 100], abs=0.02)
    assert found.to_m == pytest.approx([100, 200, 100, 200], abs=0.02)


def test_the_largest_component_comes_first(make_streets: MakeStreets) -> None:
    found = graph(make_streets, "LINESTRING(0 900, 10 900)", *CROSS)
    assert found.component_m == pytest.approx([400, 10], abs=0.05)
    assert found.component[found.u[found.street_id == 100]].tolist() == [1]


def test_points_are_tied_to_the_nearest_place_on_an_edge(make_streets: MakeStreets) -> None:
    found = graph(make_streets, CROSS[0])
    snapped = found.snap(lonlat((30, 7), (-130, 40)))
    assert snapped.edge.tolist() == [0, 0]
    assert snapped.offset_m == pytest.approx([130, 0], abs=0.02)
    assert snapped.off_m == pytest.approx([7, 50], abs=0.02)


def test_buildings_are_not_tied_to_bridges(make_streets: MakeStreets) -> None:
    found = graph(make_streets, CROSS[0], "LINESTRING(-100 10, 100 10)", level={1: 6})
    assert found.street_id[found.tie(lonlat((0, 9))).edge].tolist() == [100]


def test_islands_are_passed_over_where_the_rest_is_near(make_streets: MakeStreets) -> None:
    found = graph(make_streets, "LINESTRING(-900 0, 900 0)", "LINESTRING(-50 20, 50 20)", "LINESTRING(-50 200, 50 200)")
    assert found.street_id[found.tie(lonlat((0, 20), (0, 200))).edge].tolist() == [100, 102]


def test_no_streets_at_all(make_streets: MakeStreets) -> None:
    found = graph(make_streets)
    assert size(found) == (0, 0, 0)
    assert found.tie(lonlat((0, 0))).edge.tolist() == [-1]


def test_arrays_are_read_only(make_streets: MakeStreets) -> None:
    with pytest.raises(ValueError, match="read-only"):
        graph(make_streets, *CROSS).weights[0] = 0.0
