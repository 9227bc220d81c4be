"""The network of a patrol: the pieces of streets between junctions, borders and posts, as edges of their own."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.patrol_streets import Pieces
from routing.street_graph import Snapped, StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
A_STEP_M = 0.5
"""A post nearer to a node than this stands on it."""
LOOK_AHEAD_M = 5.0
"""Over so many metres the direction of a street is taken."""


@dataclass(frozen=True, kw_only=True)
class PatrolNet:
    """n nodes and k pieces as edges; the ways off the streets come last.

    Attributes:
        graph: The network that the pieces are cut from.
        ends: int64 (k, 2), nodes; those of the network come first.
        length_mm: int64 (k,), whole millimetres; the pieces of an edge add up to it.
        edge: int64 (k,), number of the edge in the network; of a way off the streets one that the network has not.
        from_m: float64 (k,), where on the edge the piece begins.
        to_m: float64 (k,), where it ends.
        grid: int64 (k,), number of the grid whose patrol walks it; -1: nobody's, off the streets.
        xy: float64 (n, 2), the nodes in metres of the network's zone.
        component: int64 (n,), which piece of the network a node belongs to.
        post: int64 (p,), the node of each post; -1: there is no network.
    """

    graph: StreetGraph
    ends: Ints
    length_mm: Ints
    edge: Ints
    from_m: Floats
    to_m: Floats
    grid: Ints
    xy: Floats
    component: Ints
    post: Ints

    @cached_property
    def on_street(self) -> NDArray[np.bool_]:
        """Of each piece, whether it is a street; shape (k,)."""
        return self.edge < len(self.graph.u)

    @cached_property
    def heading(self) -> Floats:
        """Direction in radians in which each piece leaves its first and its second end; shape (k, 2)."""
        return _headings(self.lines)

    @cached_property
    def lines(self) -> NDArray[Any]:
        """The pieces as LineStrings in metres of the zone."""
        lines = self.graph.lines[self.edge].copy()
        for piece in np.flatnonzero((self.from_m > 0) | (self.to_m < self.graph.length_m[self.edge])):
            length = float(self.graph.length_m[self.edge[piece]])
            lines[piece] = _stretch(lines[piece], self.from_m[piece] / length, self.to_m[piece] / length)
        return lines

    def with_ways(self, ways: Ints) -> "PatrolNet":
        """Return the network with ways off the streets between pairs of nodes; shape (m, 2)."""
        count = len(ways)
        far = np.hypot(*(self.xy[ways[:, 0]] - self.xy[ways[:, 1]]).T)
        net = replace(
            self, ends=np.concatenate([self.ends, ways]),
            length_mm=np.concatenate([self.length_mm, np.maximum(np.rint(far * 1_000), 1).astype(np.int64)]),
            edge=np.concatenate([self.edge, len(self.graph.u) + np.arange(count)]),
            from_m=np.concatenate([self.from_m, np.zeros(count)]), to_m=np.concatenate([self.to_m, far]),
            grid=np.concatenate([self.grid, np.full(count, -1)]),
        )  # fmt: skip
        # what is worked out for the whole network is handed on, not worked out again
        lines = shapely.linestrings(self.xy[ways])
        net.__dict__["lines"] = np.concatenate([self.lines, lines])
        net.__dict__["heading"] = np.concatenate([self.heading, _headings(lines)])
        return net

    def line(self, piece: int, *, back: bool = False) -> Floats:
        """Return the points (lon, lat) of a piece, in the direction it is walked."""
        if not self.on_street[piece]:
            points = self.graph.zone.points_to_lonlat(self.xy[self.ends[piece]])
            return points[::-1] if back else points
        edge = int(self.edge[piece])
        points = self.graph.line(edge)
        length = float(self.graph.length_m[edge])
        if self.from_m[piece] > 0 or self.to_m[piece] < length:
            low, high = self.from_m[piece] / length, self.to_m[piece] / length
            points = shapely.get_coordinates(_stretch(shapely.linestrings(points), low, high))
        return points[::-1] if back else points


def _headings(lines: NDArray[Any]) -> Floats:
    """Return the direction in radians in which each line leaves its first and its second end; shape (k, 2)."""
    high = shapely.length(lines)
    low = np.zeros(len(lines))
    points = [
        shapely.get_coordinates(shapely.line_interpolate_point(lines, at))
        for at in (low, np.minimum(low + LOOK_AHEAD_M, high), high, np.maximum(high - LOOK_AHEAD_M, low))
    ]
    there, back = points[1] - points[0], points[3] - points[2]
    return np.stack([np.arctan2(there[:, 1], there[:, 0]), np.arctan2(back[:, 1], back[:, 0])], axis=1)


def _stretch(line: Any, low: float, high: float) -> Any:
    points = shapely.get_coordinates(line)
    step = np.hypot(*np.diff(points, axis=0).T)
    place = np.concatenate([[0.0], np.cumsum(step)]) / step.sum()
    between = points[(place > low + 1e-12) & (place < high - 1e-12)]
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [low, high], normalized=True))
    return shapely.linestrings(np.concatenate([ends[:1], between, ends[1:]]))


def patrol_net(graph: StreetGraph, pieces: Pieces, posts: Snapped) -> PatrolNet:
    """Return the pieces as a network, cut once more where posts stand.

    Args:
        graph: The network.
        pieces: All of its edges, cut.
        posts: Where each post steps onto the network.
    """
    edge, from_m, to_m, grid = _cut(graph, pieces, posts)
    new = from_m > 0
    number = np.full(len(edge), -1, dtype=np.int64)
    number[new] = len(graph.lonlat) + np.arange(int(new.sum()))
    one = np.where(new, number, graph.u[edge])
    two = graph.v[edge].copy()
    inner = np.flatnonzero(new)
    two[inner - 1] = number[inner]
    scale = graph.flat_length_m[edge[new]] / graph.length_m[edge[new]]
    spots = shapely.get_coordinates(shapely.line_interpolate_point(graph.lines[edge[new]], from_m[new] * scale))
    low, high = np.rint(from_m * 1_000).astype(np.int64), np.rint(to_m * 1_000).astype(np.int64)
    xy = np.concatenate([graph.xy, spots.reshape(-1, 2)])
    return PatrolNet(
        graph=graph, ends=np.stack([one, two], axis=1), length_mm=high - low, edge=edge, from_m=from_m, to_m=to_m,
        grid=grid, xy=xy, component=np.concatenate([graph.component, graph.component[graph.u[edge[new]]]]),
        post=_post_nodes(graph, edge, from_m, number, posts),
    )  # fmt: skip


def _cut(graph: StreetGraph, pieces: Pieces, posts: Snapped) -> tuple[Ints, Floats, Floats, Ints]:
    inside = (posts.offset_m > A_STEP_M) & (posts.offset_m < graph.length_m[posts.edge] - A_STEP_M)
    inside &= posts.edge >= 0
    starts = set(zip(pieces.edge.tolist(), pieces.from_m.tolist(), strict=True))
    for edge, place in zip(posts.edge[inside].tolist(), posts.offset_m[inside].tolist(), strict=True):
        if all(abs(place - at) > A_STEP_M for of, at in _near(pieces, edge)):
            starts.add((edge, place))
    rows = np.array(sorted(starts), dtype=np.float64).reshape(-1, 2)
    edge, from_m = rows[:, 0].astype(np.int64), rows[:, 1]
    last = np.ones(len(edge), dtype=bool)
    last[:-1] = np.diff(edge) != 0
    to_m = np.where(last, graph.length_m[edge], np.append(from_m[1:], 0.0))
    width = float(graph.length_m.max()) + 1 if len(edge) else 1.0
    at = np.searchsorted(pieces.edge * width + pieces.from_m, edge * width + from_m, side="right") - 1
    return edge, from_m, to_m, pieces.grid[at]


def _near(pieces: Pieces, edge: int) -> list[tuple[int, float]]:
    low, high = np.searchsorted(pieces.edge, [edge, edge + 1])
    return [(edge, float(place)) for place in pieces.from_m[low:high]]


def _post_nodes(graph: StreetGraph, edge: Ints, from_m: Floats, number: Ints, posts: Snapped) -> Ints:
    """Return the node nearest to each post along its edge."""
    nodes = np.full(len(posts.edge), -1, dtype=np.int64)
    for row in np.flatnonzero(posts.edge >= 0):
        of, place = int(posts.edge[row]), float(posts.offset_m[row])
        low, high = np.searchsorted(edge, [of, of + 1])
        places = np.append(from_m[low:high], graph.length_m[of])
        at = int(np.argmin(np.abs(places - place)))
        if at == 0:
            nodes[row] = graph.u[of]
        elif at == high - low:
            nodes[row] = graph.v[of]
        else:
            nodes[row] = number[low + at]
    return nodes
