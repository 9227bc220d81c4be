"""Streets cut into the edges of a network: where do lines meet, and what is only drawn nearly together?

Lines meet where they share a vertex, whatever their levels: a bridge begins where the street ends. Lines of a source
that has no nodes of its own (anything but OpenStreetMap) also meet where they cross or touch within `TOLERANCE_M` at
the same level, and where their ends lie within it. A line that crosses another at a different level, or two of
OpenStreetMap's that cross without a common node, pass over each other. A line meets itself only at a vertex it shares.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.coverage.metric_zone import MetricZone
from gis.crs import PRECISION_DEGREES
from gis.network.streets import WalkableStreets

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TOLERANCE_M = 0.5
"""Ends and crossings drawn this near to each other are meant to be one."""

_SAME_VERTEX_M = 0.01
_MIXED = np.iinfo(np.int64).min
GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """m edges between n nodes; a loop begins and ends at one node, parallel edges are kept.

    Attributes:
        nodes: float64 (n, 2), lon and lat.
        u: int64 (m,), the node where the edge begins.
        v: int64 (m,), the node where it ends.
        street: int64 (m,), number of its street in what was noded.
        from_m: float64 (m,), where on its street it begins; parts of a street follow one another.
        length_m: float64 (m,), on the ellipsoid, greater than 0.
        offsets: int64 (m + 1,): edge i has the points offsets[i] to offsets[i + 1].
        points: float64 (k, 2), lon and lat; the first and the last of an edge are those of its nodes.
        dropped: Edges without length that were left out.
    """

    nodes: Floats
    u: Ints
    v: Ints
    street: Ints
    from_m: Floats
    length_m: Floats
    offsets: Ints
    points: Floats
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vertices:
    """Vertices of all lines one after the other; `at_m` is how far along its line, in the zone."""

    line: Ints
    at_m: Floats
    lonlat: Floats
    xy: Floats
    node: Bools


def node_streets(streets: WalkableStreets, zone: MetricZone) -> Edges:
    """Return the edges of the network that `streets` make; `zone` is the flat zone in which nearness is measured."""
    lines, street = shapely.get_parts(streets.lines, return_index=True)
    sound = shapely.length(lines) > 0
    lines, street = lines[sound], street[sound].astype(np.int64)
    if len(lines) == 0:
        return _no_edges()
    level, noded = streets.level[street], streets.noded[street]
    vertices = _vertices(lines, zone)
    vertices = _with_meetings(vertices, zone.to_metres(lines), level, noded, zone)
    point, node = _nodes(vertices, level, noded)
    return _cut(vertices, point, node, street)


def _no_edges() -> Edges:
    ints, floats = np.zeros(0, np.int64), np.zeros(0)
    return Edges(
        nodes=floats.reshape(0, 2), u=ints, v=ints, street=ints, from_m=floats, length_m=floats,
        offsets=np.zeros(1, np.int64), points=floats.reshape(0, 2), dropped=0,
    )  # fmt: skip


def _vertices(lines: NDArray[Any], zone: MetricZone) -> _Vertices:
    lonlat, line = shapely.get_coordinates(lines, return_index=True)
    xy = zone.points_to_metres(lonlat)
    inner = line[1:] == line[:-1]
    step = np.where(inner, np.hypot(*np.diff(xy, axis=0).T), 0.0)
    run = np.concatenate([[0.0], np.cumsum(step)])
    first = np.concatenate([[True], ~inner])
    start = run[first][np.cumsum(first) - 1]
    ends = first | np.concatenate([~inner, [True]])
    return _Vertices(line=line, at_m=run - start, lonlat=lonlat, xy=xy, node=ends)


def _with_meetings(vertices: _Vertices, flat: NDArray[Any], level: Ints, noded: Bools, zone: MetricZone) -> _Vertices:
    """`vertices` with one more, or the nearest marked as a node, wherever a line meets another without sharing one."""
    line, at_m = _meetings(flat, level, noded)
    if len(line) == 0:
        return vertices
    span = float(vertices.at_m.max()) + 1.0
    place = vertices.line * span + vertices.at_m
    wanted = np.sort(line * span + at_m)
    wanted = wanted[np.concatenate([[True], np.diff(wanted) > _SAME_VERTEX_M])]
    after = np.clip(np.searchsorted(place, wanted), 1, len(place) - 1)
    near = np.where(wanted - place[after - 1] < place[after] - wanted, after - 1, after)
    known = np.abs(place[near] - wanted) <= _SAME_VERTEX_M
    node = vertices.node.copy()
    node[near[known]] = True
    new = wanted[~known]
    new_line = np.floor(new / span).astype(np.int64)
    new_at = new - new_line * span
    xy = shapely.get_coordinates(shapely.line_interpolate_point(flat[new_line], new_at))
    where = np.searchsorted(place, new)
    return _Vertices(
        line=np.insert(vertices.line, where, new_line),
        at_m=np.insert(vertices.at_m, where, new_at),
        lonlat=np.insert(vertices.lonlat, where, zone.points_to_lonlat(xy), axis=0),
        xy=np.insert(vertices.xy, where, xy, axis=0),
        node=np.insert(node, where, np.ones(len(where), dtype=np.bool_)),
    )


def _meetings(flat: NDArray[Any], level: Ints, noded: Bools) -> tuple[Ints, Floats]:
    """Where lines cross or touch without their source saying so: number of the line, and how far along it."""
    loose = np.flatnonzero(~noded)
    if len(loose) == 0:
        return np.zeros(0, np.int64), np.zeros(0)
    tree = shapely.STRtree(flat)
    one, other = tree.query(flat[loose], predicate="dwithin", distance=TOLERANCE_M)
    one = loose[one]
    meant = (one != other) & (level[one] == level[other]) & (noded[other] | (one < other))
    one, other = one[meant], other[meant]
    common, pair = shapely.get_coordinates(shapely.intersection(flat[one], flat[other]), return_index=True)
    owners, points = [one[pair], other[pair]], [common, common]
    for line, ender in ((one, other), (other, one)):
        for end in (0, -1):
            owners.append(line)
            points.append(shapely.get_coordinates(shapely.get_point(flat[ender], end)))
    owner, point = np.concatenate(owners), shapely.points(np.concatenate(points))
    at_m = shapely.line_locate_point(flat[owner], point)
    near = shapely.distance(flat[owner], point) <= TOLERANCE_M
    return owner[near].astype(np.int64), at_m[near]


def _nodes(vertices: _Vertices, level: Ints, noded: Bools) -> tuple[Ints, Ints]:
    """The number of the place of each vertex, and for each place its node's vertex (-1: no node).

    Places that are meant to be one (see the module) have one node: the one that most lines use.
    """
    keys = np.round(vertices.lonlat / PRECISION_DEGREES).astype(np.int64)
    _, first, place, uses = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    count = len(first)
    is_node = uses > 1
    is_node[place[vertices.node]] = True
    end = np.zeros(count, np.bool_)
    ends = np.concatenate([[True], vertices.line[1:] != vertices.line[:-1]])
    end[place[ends | np.roll(ends, -1)]] = True
    loose = np.zeros(count, np.bool_)
    loose[place[~noded[vertices.line]]] = True
    high, low = np.full(count, _MIXED), np.full(count, np.iinfo(np.int64).max)
    np.maximum.at(high, place, level[vertices.line])
    np.minimum.at(low, place, level[vertices.line])
    number = np.flatnonzero(is_node)
    pairs = cKDTree(vertices.xy[first[number]]).query_pairs(TOLERANCE_M, output_type="ndarray")
    a, b = number[pairs[:, 0]], number[pairs[:, 1]]
    one_level = (low[a] == low[b]) & (high[a] == high[b]) | (low[a] != high[a]) | (low[b] != high[b])
    meant = (loose[a] | loose[b]) & (one_level | (end[a] & end[b]))
    a, b = a[meant], b[meant]
    _, group = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(count, count)), directed=False)
    order = np.lexsort((np.arange(count), -uses, ~is_node, group))
    heads = order[np.concatenate([[True], np.diff(group[order]) > 0])]
    node = np.where(is_node, first[heads[group]], -1)
    return place, node


def _cut(vertices: _Vertices, place: Ints, node: Ints, street: Ints) -> Edges:
    """Cut the lines at their nodes."""
    at = node[place]
    cuts = np.flatnonzero(at >= 0)
    begin = cuts[:-1][vertices.line[cuts[:-1]] == vertices.line[cuts[1:]]]
    finish = cuts[1:][vertices.line[cuts[:-1]] == vertices.line[cuts[1:]]]
    sizes = finish - begin + 1
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    index = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes) + np.repeat(begin, sizes)
    points = vertices.lonlat[index].copy()
    points[offsets[:-1]] = vertices.lonlat[at[begin]]
    points[offsets[1:] - 1] = vertices.lonlat[at[finish]]
    length_m = lengths_m(points, offsets)
    owner = street[vertices.line[begin]]
    run = np.concatenate([[0.0], np.cumsum(length_m)])
    from_m = run[:-1] - run[np.searchsorted(owner, owner)]
    kept = length_m > np.where(at[begin] == at[finish], TOLERANCE_M, 0.0)
    sizes, points = sizes[kept], points[np.repeat(kept, sizes)]
    used, ends = np.unique(np.concatenate([at[begin][kept], at[finish][kept]]), return_inverse=True)
    order = np.argsort(_z_order(vertices.xy[used]), kind="stable")
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    ends = number[ends]
    return Edges(
        nodes=vertices.lonlat[used[order]],
        u=ends[: len(sizes)].astype(np.int64),
        v=ends[len(sizes) :].astype(np.int64),
        street=owner[kept],
        from_m=from_m[kept],
        length_m=length_m[kept],
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        points=points,
        dropped=int((~kept).sum()),
    )


def _z_order(xy: Floats) -> NDArray[np.uint64]:
    """Where points lie on a curve that keeps near ones together: searches then read memory that is near, too."""
    low = xy.min(axis=0, initial=np.inf)
    span = max(float((xy - low).max(initial=0.0)), 1.0)
    cells = ((xy - low) / span * 0xFFFF).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    return np.asarray(cells[:, 0] | (cells[:, 1] << np.uint64(1)), dtype=np.uint64)


def lengths_m(points: Floats, offsets: Ints) -> Floats:
    """Return the length on the ellipsoid of lines whose (lon, lat) stand one after the other; see `Edges`."""
    if len(offsets) == 1:
        return np.zeros(0)
    _, _, step = GEOD.inv(points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1])
    step = np.asarray(step)
    step[offsets[1:-1] - 1] = 0.0
    return np.add.reduceat(np.append(step, 0.0), offsets[:-1])
