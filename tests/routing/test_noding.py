import numpy as np
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gis.network.streets import WalkableStreets
from routing.noding import TOLERANCE_M, Edges, lengths_m, node_streets
from tests.routing.conftest import ZONE, lonlat

SPOT = st.tuples(st.integers(-30, 30), st.integers(-30, 30)).map(lambda spot: (spot[0] * 10.0, spot[1] * 10.0))
LINES = st.lists(
    st.tuples(st.lists(SPOT, min_size=2, max_size=4, unique=True), st.sampled_from([0, 6]), st.booleans()),
    min_size=1,
    max_size=8,
)
APART_M, BESIDE_M = 2.0, 0.1


def noded(lines: list[tuple[list[tuple[float, float]], int, bool]]) -> Edges:
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = [shapely.LineString(lonlat(*points)) for points, _, _ in lines]
    level = np.array([level for _, level, _ in lines])
    streets = WalkableStreets(
        id=np.arange(len(lines)), lines=shapes, level=level, raised=level != 0,
        noded=np.array([own for _, _, own in lines]),
    )  # fmt: skip
    return node_streets(streets, ZONE)


@settings(max_examples=40, derandomize=True)
@given(LINES)
def test_edges_meet_at_nodes_or_pass_over_each_other(
    lines: list[tuple[list[tuple[float, float]], int, bool]],
) -> None:
    # a line that doubles back on itself meets others on its first pass alone
    assume(all(shapely.LineString(points).is_simple for points, _, _ in lines))
    edges = noded(lines)
    flat = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, ZONE.points_to_metres(edges.points), (edges.offsets,)
    )
    nodes = shapely.points(ZONE.points_to_metres(edges.nodes)) if len(edges.nodes) else []
    for one in range(len(edges.u)):
        for other in range(one):
            a, b = edges.street[one], edges.street[other]
            if a == b or lines[a][1] != lines[b][1] or (lines[a][2] and lines[b][2]):
                continue
            if shapely.intersection(flat[one], shapely.buffer(flat[other], BESIDE_M)).length > APART_M:
                continue  # drawn twice: side by side, they may cross anywhere
            common = shapely.intersection(flat[one], flat[other])
            for point in shapely.points(shapely.get_coordinates(common)):
                ends = [nodes[node] for node in (edges.u[one], edges.v[one], edges.u[other], edges.v[other])]
                assert min(point.distance(end) for end in ends) < APART_M


@settings(max_examples=40, derandomize=True)
@given(LINES)
def test_nothing_of_a_street_is_lost(lines: list[tuple[list[tuple[float, float]], int, bool]]) -> None:
    edges = noded(lines)
    assert (edges.length_m > 0).all()
    for number, (points, _, _) in enumerate(lines):
        mine = edges.street == number
        line = lonlat(*points)
        whole = lengths_m(line, np.array([0, len(line)]))[0]
        pieces = int(mine.sum()) + 1
        # nodes move by no more than the tolerance, and slips of that length are dropped
        assert abs(edges.length_m[mine].sum() - whole) <= 3 * TOLERANCE_M * (pieces + edges.dropped)
    assert np.array_equal(edges.points[edges.offsets[:-1]], edges.nodes[edges.u])
    assert np.array_equal(edges.points[edges.offsets[1:] - 1], edges.nodes[edges.v])
