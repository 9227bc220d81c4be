import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import Point

from gis.network.streets import WalkableStreets
from routing.homes import homes_on, ways_to
from routing.service_area import WholeArea, service_areas
from routing.shortest_paths import Search, ends_of
from routing.street_graph import Snapped, StreetGraph, street_graph
from routing.walking_ground import WalkingGround
from tests.routing.conftest import ZONE, MakeStreets, lonlat

SPOT = st.tuples(st.integers(-30, 30), st.integers(-30, 30)).map(lambda spot: (spot[0] * 20.0, spot[1] * 20.0))
LINES = st.lists(st.lists(SPOT, min_size=2, max_size=5), min_size=1, max_size=12)


def drawn(lines: list[list[tuple[float, float]]]) -> StreetGraph:
    shapes = np.empty(len(lines), dtype=object)
    shapes[:] = [shapely.LineString(lonlat(*line)) for line in lines]
    count = len(lines)
    nothing = np.zeros(count, np.bool_)
    streets = WalkableStreets(
        id=np.arange(count), lines=shapes, level=np.zeros(count, np.int64), raised=nothing, noded=nothing
    )
    return street_graph(streets)[0]


def matrix(graph: StreetGraph) -> csr_array:
    best = np.full((len(graph.lonlat),) * 2, np.inf)
    for u, v, metres in zip(graph.u, graph.v, graph.length_m, strict=True):
        best[u, v] = best[v, u] = min(best[u, v], metres)
    return csr_array(np.where(np.isfinite(best), best, 0.0))


@settings(max_examples=40)
@given(LINES, st.integers(0, 1000), st.floats(0, 900))
def test_a_search_finds_what_dijkstra_finds(lines: list[list[tuple[float, float]]], pick: int, limit: float) -> None:
    graph = drawn(lines)
    if not len(graph.u):
        return
    node = pick % len(graph.lonlat)
    search = Search(graph)
    search.within((node + 1) % len(graph.lonlat), 1e9)  # what an earlier search left does not matter
    reached, metres = search.within(node, limit)
    exact = dijkstra(matrix(graph), indices=node)
    assert sorted(reached.tolist()) == np.flatnonzero(exact <= limit).tolist()
    assert metres == pytest.approx(exact[reached], abs=1e-6)
    assert (np.diff(metres) >= 0).all()


@settings(max_examples=40)
@given(LINES, st.lists(SPOT, min_size=1, max_size=8), st.lists(SPOT, min_size=1, max_size=3))
def test_walks_to_buildings(
    lines: list[list[tuple[float, float]]], spots: list[tuple[float, float]], sources: list[tuple[float, float]]
) -> None:
    graph = drawn(lines)
    if not len(graph.u):
        return
    count = len(spots)
    homes = homes_on(
        graph, id=np.arange(count), lonlat=lonlat(*spots), people=np.ones(count, int), elderly=np.zeros(count, int)
    )
    places = graph.tie(lonlat(*sources))
    search = Search(graph)
    seeds, seed_m = ends_of(graph, places)
    search.run(seeds, seed_m + np.tile(places.off_m, 2), np.inf)
    home, walk_m, source = ways_to(homes, search, places)
    far = np.full(count, np.inf)
    far[home] = walk_m
    between = dijkstra(matrix(graph))
    for number in range(count):
        ways = [one_way(graph, between, homes.tie.part(number), places.part(other)) for other in range(len(sources))]
        assert far[number] == pytest.approx(min(ways), abs=1e-6)
        straight = np.hypot(*(np.array(spots[number]) - np.array(sources)).T)
        # never shorter than the straight line; the record rounds to a centimetre
        assert far[number] >= straight.min() - 0.05
        if np.isfinite(far[number]):
            assert ways[source[home == number][0]] == pytest.approx(min(ways), abs=1e-6)


def one_way(graph: StreetGraph, between: np.ndarray, home: Snapped, source: Snapped) -> float:
    e, f = home.edge[0], source.edge[0]
    ends = ((graph.u[e], home.offset_m[0]), (graph.v[e], graph.length_m[e] - home.offset_m[0]))
    starts = ((graph.u[f], source.offset_m[0]), (graph.v[f], graph.length_m[f] - source.offset_m[0]))
    ways = [between[u, v] + a + b for u, a in ends for v, b in starts]
    if e == f:
        ways.append(abs(home.offset_m[0] - source.offset_m[0]))
    return float(min(ways)) + home.off_m[0] + source.off_m[0]


def test_two_places_on_one_edge(make_streets: MakeStreets) -> None:
    graph = street_graph(make_streets("LINESTRING(0 0, 400 0)"))[0]
    homes = homes_on(graph, id=np.array([1]), lonlat=lonlat((150, 10)), people=np.array([5]), elderly=np.array([1]))
    places = graph.tie(lonlat((100, 20)))
    search = Search(graph)
    search.run(*ends_of(graph, places), 10.0)  # neither end is within 10 m
    assert ways_to(homes, search, places)[1] == pytest.approx([80], abs=0.02)


def test_the_drawn_area_agrees_with_the_walks(make_streets: MakeStreets) -> None:
    graph = street_graph(make_streets("LINESTRING(0 0, 400 0)", "LINESTRING(200 0, 200 300)"))[0]
    spots = [(x * 20.0, y * 20.0) for x in range(-3, 24) for y in range(-5, 20)]
    count = len(spots)
    homes = homes_on(
        graph, id=np.arange(count), lonlat=lonlat(*spots), people=np.full(count, 3), elderly=np.ones(count, int)
    )
    ground, place = WalkingGround(graph), graph.tie(lonlat((0, 0)))
    ((area,),) = service_areas(ground, place, (300.0,), homes=homes)
    assert area.misplaced == 0
    assert area.people > 0
    flat = ZONE.to_metres(area.geom)
    assert flat.is_valid
    # along the street to its 300th metre, and less far round the corner
    inside = [flat.contains(Point(*spot)) for spot in ((280, 0), (320, 0), (200, 85), (200, 120), (100, 70))]
    assert inside == [True, False, True, False, True]
    assert WholeArea(ground, place, homes).at(300.0).symmetric_difference(area.geom).area < 0.02 * area.geom.area
