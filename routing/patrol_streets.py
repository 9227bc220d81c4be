"""Which grid's patrol walks which street: the edges of the network, cut at the borders of the grids.

A piece inside a grid is that grid's. A street that is itself a border goes as a whole to the neighbour that has less to
walk; what lies in no grid goes to the nearest one. So every metre of the network belongs to exactly one grid.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.street_graph import StreetGraph

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Run = tuple[float, float, tuple[int, ...], bool]
"""From and to in metres along the edge, the grids that come into question, and whether the run lies inside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """k pieces of edges, in the order of the edges and along each.

    Attributes:
        edge: int64 (k,), number of the edge in the network.
        from_m: float64 (k,), where on the edge the piece begins.
        to_m: float64 (k,), where it ends.
        grid: int64 (k,), number of the grid whose patrol walks it.
        border: bool (k,), a street on a border, given to one of its neighbours.
        outside: bool (k,), a street in no grid, given to the nearest.
    """

    edge: Ints
    from_m: Floats
    to_m: Floats
    grid: Ints
    border: NDArray[np.bool_]
    outside: NDArray[np.bool_]


def share_streets(graph: StreetGraph, grids: NDArray[Any], *, border_m: float) -> Pieces:
    """Return the pieces of all edges, each with its grid.

    Args:
        graph: The network; m edges.
        grids: At least one polygon, EPSG:4326, in an order that does not change from run to run.
        border_m: A street nearer to a border than this is the border.
    """
    ground = graph.zone.to_metres(grids)
    inner = shapely.buffer(ground, -border_m, quad_segs=2)
    outer = shapely.buffer(ground, border_m, quad_segs=2)
    runs = _runs(graph, inner, outer)
    settled = [_settle(list_of, 4 * border_m) for list_of in runs]
    flat = [(edge, *run) for edge, list_of in enumerate(settled) for run in list_of]
    edge = np.array([row[0] for row in flat], dtype=np.int64)
    from_m, to_m = (np.array([row[column] for row in flat], dtype=np.float64) for column in (1, 2))
    scale = graph.length_m[edge] / graph.flat_length_m[edge]
    candidates = [row[3] for row in flat]
    middle = shapely.line_interpolate_point(graph.lines[edge], (from_m + to_m) / 2)
    outside = np.array([not few for few in candidates])
    nearest = shapely.STRtree(ground).nearest(middle[outside]) if outside.any() else []
    for row, grid in zip(np.flatnonzero(outside), nearest, strict=True):
        candidates[row] = (int(grid),)
    border = np.array([len(few) > 1 for few in candidates])
    grid = _by_load(candidates, to_m - from_m, graph.street_id[edge], len(grids))
    return _joined(
        Pieces(edge=edge, from_m=from_m * scale, to_m=to_m * scale, grid=grid, border=border, outside=outside),
        graph.length_m,
    )


def _runs(graph: StreetGraph, inner: NDArray[Any], outer: NDArray[Any]) -> list[list[Run]]:
    """Return, per edge, the runs along it (metres of the zone): inside one grid, on a border, or in none."""
    lines, length = graph.lines, graph.flat_length_m
    found: list[list[Run]] = [[] for _ in lines]
    line, grid = shapely.STRtree(outer).query(lines, predicate="intersects")
    shapely.prepare(inner)
    whole = shapely.contains(inner[grid], lines[line])
    times = np.bincount(line[whole], minlength=len(lines))
    for edge, number in zip(line[whole].tolist(), grid[whole].tolist(), strict=True):
        if times[edge] == 1:
            found[edge] = [(0.0, float(length[edge]), (number,), True)]
    rest = times[line] != 1
    spans = _spans(graph, line[rest], grid[rest], inner), _spans(graph, line[rest], grid[rest], outer)
    near: dict[int, list[int]] = {}
    for edge, number in zip(line[rest].tolist(), grid[rest].tolist(), strict=True):
        near.setdefault(edge, []).append(number)
    for edge in range(len(lines)):
        if not found[edge]:
            found[edge] = _runs_of(edge, float(length[edge]), sorted(near.get(edge, [])), *spans)
    return found


Spans = dict[tuple[int, int], list[tuple[float, float]]]


def _spans(graph: StreetGraph, line: Ints, grid: Ints, ground: NDArray[Any]) -> Spans:
    """Return where along the edge each pair of edge and grid runs in `ground[grid]`, segment by segment."""
    counts = np.diff(graph.offsets)[line] - 1
    pair = np.repeat(np.arange(len(line)), counts)
    at = np.repeat(graph.offsets[line], counts) + np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    one, two = graph.points_xy[at], graph.points_xy[at + 1]
    step = np.hypot(*(two - one).T)
    walked = np.cumsum(step) - step
    begin = walked - walked[np.cumsum(counts) - counts][pair] if len(pair) else walked
    segments = shapely.linestrings(np.stack([one, two], axis=1)) if len(pair) else np.empty(0, dtype=object)
    shapely.prepare(ground)
    whole = shapely.covers(ground[grid[pair]], segments)
    cut = np.flatnonzero(~whole)
    cut = cut[shapely.intersects(ground[grid[pair[cut]]], segments[cut])]
    parts, which = shapely.get_parts(shapely.intersection(segments[cut], ground[grid[pair[cut]]]), return_index=True)
    is_line = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
    parts, of = parts[is_line], cut[which[is_line]]
    first = shapely.line_locate_point(segments[of], shapely.get_point(parts, 0))
    last = shapely.line_locate_point(segments[of], shapely.get_point(parts, -1))
    rows = np.concatenate([np.flatnonzero(whole), of])
    low = np.concatenate([np.zeros(int(whole.sum())), np.minimum(first, last)])
    high = np.concatenate([step[whole], np.maximum(first, last)])
    spans: Spans = {}
    for row, start, end in zip(rows.tolist(), (begin[rows] + low).tolist(), (begin[rows] + high).tolist(), strict=True):
        spans.setdefault((int(line[pair[row]]), int(grid[pair[row]])), []).append((start, end))
    return spans


def _runs_of(edge: int, length: float, near: list[int], inside: Spans, within: Spans) -> list[Run]:
    cuts = {0.0, length}
    for spans in (inside, within):
        for grid in near:
            for span in spans.get((edge, grid), []):
                cuts.update(span)
    places = [0.0]
    for cut in sorted(cuts):
        if cut - places[-1] > 0.01 and length - cut > 0.01:  # noqa: PLR2004 - a centimetre
            places.append(cut)
    places.append(length)
    runs: list[Run] = []
    for low, high in pairwise(places):
        middle = (low + high) / 2
        core = tuple(grid for grid in near if _holds(inside, edge, grid, middle))
        few = core or tuple(grid for grid in near if _holds(within, edge, grid, middle))
        if runs and runs[-1][2:] == (few, bool(core)):
            runs[-1] = (runs[-1][0], high, few, bool(core))
        else:
            runs.append((low, high, few, bool(core)))
    return runs


def _holds(spans: Spans, edge: int, grid: int, place: float) -> bool:
    return any(low <= place <= high for low, high in spans.get((edge, grid), []))


def _settle(runs: list[Run], crossing_m: float) -> list[tuple[float, float, tuple[int, ...]]]:
    """Give short runs on a border to the grids before and behind them; a street that crosses it is cut half way."""
    settled: list[tuple[float, float, tuple[int, ...]]] = []
    for at, (low, high, few, core) in enumerate(runs):
        before = runs[at - 1][2] if at and runs[at - 1][3] else ()
        behind = runs[at + 1][2] if at + 1 < len(runs) and runs[at + 1][3] else ()
        if core or high - low > crossing_m or not (before or behind):
            settled.append((low, high, few))
        elif before and behind and before != behind:
            settled += [(low, (low + high) / 2, before), ((low + high) / 2, high, behind)]
        else:
            settled.append((low, high, before or behind))
    return settled


def _by_load(candidates: list[tuple[int, ...]], length: Floats, street: Ints, grids: int) -> Ints:
    """Return the grid of each piece; the pieces of one street on one border stay together."""
    grid = np.array([few[0] for few in candidates], dtype=np.int64)
    shared: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for row, few in enumerate(candidates):
        if len(few) > 1:
            shared.setdefault((few, int(street[row])), []).append(row)
    alone = np.array([len(few) == 1 for few in candidates])
    load = np.bincount(grid[alone], weights=length[alone], minlength=grids)
    for (few, _), rows in sorted(shared.items(), key=lambda item: (-length[item[1]].sum(), item[1][0])):
        chosen = min(few, key=lambda number: (load[number], number))
        grid[rows] = chosen
        load[chosen] += length[rows].sum()
    return grid


def _joined(pieces: Pieces, length_m: Floats) -> Pieces:
    """Join neighbouring pieces of one grid on one edge, and let the last piece of an edge end where the edge does."""
    new = np.ones(len(pieces.edge), dtype=bool)
    new[1:] = (np.diff(pieces.edge) != 0) | (np.diff(pieces.grid) != 0)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new)) - 1
    edge, to_m = pieces.edge[first], pieces.to_m[last]
    ends = np.ones(len(edge), dtype=bool)
    ends[:-1] = np.diff(edge) != 0
    to_m = np.where(ends, length_m[edge], to_m)
    any_of = np.logical_or.reduceat
    return Pieces(
        edge=edge, from_m=pieces.from_m[first], to_m=to_m, grid=pieces.grid[first],
        border=any_of(pieces.border, first), outside=any_of(pieces.outside, first),
    )  # fmt: skip
