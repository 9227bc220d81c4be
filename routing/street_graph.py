"""The walking network as arrays that never change: nodes, edges, neighbours, and the nearest point on an edge."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.coverage.metric_zone import MetricZone
from gis.network.streets import WalkableStreets
from routing.noding import Edges, node_streets

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ISLAND_M = 500.0
"""A component with fewer metres of street than this is an island: most are slips of the drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapped:
    """The nearest place on the network of each of k points; an edge of -1: there is no network.

    Attributes:
        edge: int64 (k,), number of the edge.
        offset_m: float64 (k,), metres from the edge's node u, along the edge.
        off_m: float64 (k,), metres from the point to that place in a straight line.
    """

    edge: Ints
    offset_m: Floats
    off_m: Floats

    def part(self, number: int) -> "Snapped":
        """Return one of the places, still as arrays."""
        one = slice(number, number + 1)
        return Snapped(edge=self.edge[one], offset_m=self.offset_m[one], off_m=self.off_m[one])


@dataclass(frozen=True, kw_only=True)
class StreetGraph:
    """n nodes and m undirected edges; every array is read-only.

    Attributes:
        version: Key in table `network`; None: not kept there.
        zone: The flat zone of `xy` and `points_xy`.
        lonlat: float64 (n, 2), the nodes in lon, lat.
        xy: float64 (n, 2), the nodes in metres of the zone.
        u: int64 (m,), node where each edge begins.
        v: int64 (m,), node where it ends; u for a loop.
        street_id: int64 (m,), key in table `street`; streets may have gone since.
        raised: bool (m,), a bridge or a tunnel.
        from_m: float64 (m,), where on its street the edge begins, in metres.
        length_m: float64 (m,), on the ellipsoid, greater than 0.
        offsets: int64 (m + 1,): edge i has the points offsets[i] to offsets[i + 1], from u to v.
        points: float64 (k, 2), lon, lat.
        points_xy: float64 (k, 2), metres of the zone.
        indptr: int64 (n + 1,): the ways out of node i are indptr[i] to indptr[i + 1]; a loop counts twice.
        neighbours: int64 (2 m,), where each way leads.
        half_edges: int64 (2 m,), number of its edge.
        weights: float64 (2 m,), its metres.
        component: int64 (n,), which piece of the network a node belongs to; 0 has the most metres.
        component_m: float64 (c,), metres of street of each piece, falling.
    """

    version: int | None
    zone: MetricZone
    lonlat: Floats
    xy: Floats
    u: Ints
    v: Ints
    street_id: Ints
    raised: Bools
    from_m: Floats
    length_m: Floats
    offsets: Ints
    points: Floats
    points_xy: Floats
    indptr: Ints
    neighbours: Ints
    half_edges: Ints
    weights: Floats
    component: Ints
    component_m: Floats
    _held: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def to_m(self) -> Floats:
        """Where on its street each edge ends, in metres."""
        return self.from_m + self.length_m

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The edges as LineStrings in metres of the zone."""
        return lines_of(self.points_xy, self.offsets)

    @cached_property
    def flat_length_m(self) -> Floats:
        """Length of each edge in the zone, which differs from `length_m` by some millionths."""
        return np.asarray(shapely.length(self.lines))

    @cached_property
    def island(self) -> Bools:
        """Of each edge, whether it belongs to an island."""
        small = self.component_m < ISLAND_M
        small[:1] = False
        return np.asarray(small[self.component[self.u]])

    def line(self, edge: int) -> Floats:
        """Return the points (lon, lat) of one edge, from u to v."""
        return self.points[self.offsets[edge] : self.offsets[edge + 1]]

    def snap(self, lonlat: Floats, *, among: Bools | None = None) -> Snapped:
        """Return the nearest place on an edge of each point.

        Args:
            lonlat: (k, 2), EPSG:4326.
            among: bool (m,), the edges that count; None: all. Where it names none, all count.
        """
        count = len(lonlat)
        known = np.arange(len(self.u)) if among is None or not among.any() else np.flatnonzero(among)
        if len(known) == 0 or count == 0:
            return Snapped(edge=np.full(count, -1), offset_m=np.zeros(count), off_m=np.full(count, np.inf))
        spots = shapely.points(self.zone.points_to_metres(np.asarray(lonlat, dtype=np.float64)))
        edge = known[self._tree(known).nearest(spots)]
        return self._on(edge, spots)

    def tie(self, lonlat: Floats, *, past_m: float = 30.0) -> Snapped:
        """Return where each point (k, 2) steps onto the network: on the nearest edge at ground level.

        An island is passed over where the rest of the network is at most `past_m` farther away.
        """
        near = self.snap(lonlat, among=~self.raised)
        if not self.island.any() or len(lonlat) == 0:
            return near
        main = self.snap(lonlat, among=~self.raised & ~self.island)
        better = self.island[near.edge] & (main.off_m <= near.off_m + past_m)
        return Snapped(
            edge=np.where(better, main.edge, near.edge),
            offset_m=np.where(better, main.offset_m, near.offset_m),
            off_m=np.where(better, main.off_m, near.off_m),
        )

    def _on(self, edge: Ints, spots: NDArray[Any]) -> Snapped:
        lines = self.lines[edge]
        share = np.clip(shapely.line_locate_point(lines, spots) / self.flat_length_m[edge], 0.0, 1.0)
        return Snapped(
            edge=edge, offset_m=share * self.length_m[edge], off_m=np.asarray(shapely.distance(lines, spots))
        )

    def _tree(self, known: Ints) -> shapely.STRtree:
        key = f"{len(known)} {hash(known.tobytes())}"
        if key not in self._held:
            self._held[key] = shapely.STRtree(self.lines[known])
        return self._held[key]


def lines_of(points: Floats, offsets: Ints) -> NDArray[Any]:
    """Return LineStrings whose points stand one after the other."""
    return np.asarray(shapely.from_ragged_array(shapely.GeometryType.LINESTRING, points, (offsets,)), dtype=object)


def street_graph(streets: WalkableStreets) -> tuple[StreetGraph, int]:
    """Return the network that streets make, and how many edges without length were dropped."""
    bounds = shapely.total_bounds(streets.lines) if len(streets.lines) else np.zeros(4)
    zone = MetricZone(shapely.box(*bounds))
    edges = node_streets(streets, zone)
    graph = graph_of(edges, street_id=streets.id[edges.street], raised=streets.raised[edges.street], zone=zone)
    return graph, edges.dropped


def graph_of(
    edges: Edges, *, street_id: Ints, raised: Bools, version: int | None = None, zone: MetricZone | None = None
) -> StreetGraph:
    """Return the graph of edges; `zone`: the one they were noded in, else one around them."""
    count, m = len(edges.nodes), len(edges.u)
    if zone is None:
        corners = [*edges.nodes.min(axis=0), *edges.nodes.max(axis=0)] if count else [0.0] * 4
        zone = MetricZone(shapely.box(*corners))
    tail = np.concatenate([edges.u, edges.v])
    order = np.argsort(tail, kind="stable")
    component, component_m = _components(edges, count)
    arrays: dict[str, Any] = {
        "lonlat": edges.nodes,
        "xy": zone.points_to_metres(edges.nodes),
        "u": edges.u,
        "v": edges.v,
        "street_id": street_id,
        "raised": raised,
        "from_m": edges.from_m,
        "length_m": edges.length_m,
        "offsets": edges.offsets,
        "points": edges.points,
        "points_xy": zone.points_to_metres(edges.points),
        "indptr": np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=count))]).astype(np.int64),
        "neighbours": np.concatenate([edges.v, edges.u])[order],
        "half_edges": np.tile(np.arange(m, dtype=np.int64), 2)[order],
        "weights": np.tile(edges.length_m, 2)[order],
        "component": component,
        "component_m": component_m,
    }
    for array in arrays.values():
        array.setflags(write=False)
    return StreetGraph(version=version, zone=zone, **arrays)


def _components(edges: Edges, count: int) -> tuple[Ints, Floats]:
    """Number of the piece of each node, and the metres of each piece, the longest first."""
    if count == 0:
        return np.zeros(0, np.int64), np.zeros(0)
    ends = (edges.u, edges.v)
    pieces, label = connected_components(coo_array((np.ones(len(edges.u)), ends), shape=(count, count)), directed=False)
    metres = np.bincount(label[edges.u], weights=edges.length_m, minlength=pieces)
    order = np.argsort(-metres, kind="stable")
    rank = np.empty(pieces, np.int64)
    rank[order] = np.arange(pieces)
    return rank[label], np.asarray(metres[order], dtype=np.float64)


def as_osmnx(graph: StreetGraph) -> Any:
    """Return the network as OSMnx takes it, for its statistics, plots and files: each edge in both directions.

    Nodes have `x` and `y` (lon, lat); edges `length` (m), `osmid` (key of the street), `bridge` and `geometry`.
    """
    import networkx as nx  # noqa: PLC0415 - only who exports waits for it

    made = nx.MultiDiGraph(crs="EPSG:4326")
    made.add_nodes_from((number, {"x": lon, "y": lat}) for number, (lon, lat) in enumerate(graph.lonlat.tolist()))
    lines = lines_of(graph.points, graph.offsets)
    for u, v, line, length, street, raised in zip(
        graph.u.tolist(), graph.v.tolist(), lines, graph.length_m.tolist(), graph.street_id.tolist(),
        graph.raised.tolist(), strict=True,
    ):  # fmt: skip
        facts = {"length": length, "osmid": street, "bridge": raised, "oneway": False}
        made.add_edge(u, v, geometry=line, reversed=False, **facts)
        made.add_edge(v, u, geometry=shapely.reverse(line), reversed=True, **facts)
    return made


def save_for_osmnx(graph: StreetGraph, path: Path) -> None:
    """Write the network as a GeoPackage (layers nodes and edges), or as GraphML where the path ends so."""
    import osmnx  # noqa: PLC0415

    save = osmnx.save_graphml if path.suffix.lower() == ".graphml" else osmnx.save_graph_geopackage
    save(as_osmnx(graph), filepath=path)
