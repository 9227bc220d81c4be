"""Positions of workers matched to the walking network: which stretches of which streets they went along."""

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
import shapely
import shapely.ops
from sqlalchemy.orm import Session

from gis.parameters import load_parameters
from gis.progress import SILENT, Progress
from gis.walks.keeping import Fixes, Stretches, days_to_match, keep_walk, take_fixes
from gis.walks.planned import PlannedLegs, read_planned
from routing.network import current_network
from routing.street_graph import StreetGraph
from routing.trace_pieces import ON_FOOT, Floats, Ints, Pieces, cut
from routing.traces import Match, Planned, match

HELD = 2
"""Networks whose pieces a process keeps in memory."""
TOUCHED_M = 1.0
"""A stretch shorter than this is none."""
_pieces: OrderedDict[int, tuple[StreetGraph, Pieces]] = OrderedDict()


def match_positions(
    session: Session, *, most: int | None = None, wait: bool = True, progress: Progress = SILENT
) -> int:
    """Match the positions that were not yet, worker by worker and day by day; return how many walks were worked out.

    Args:
        session: Its transaction is the caller's.
        most: So many walks at most, those that waited longest first.
        wait: Whether to wait while another session matches; else nothing is done.
        progress: Told of the days; is asked whether to go on.
    """
    days = days_to_match(session, most=most, wait=wait)
    if not days:
        return 0
    graph = current_network(session, progress=progress)
    # what is no patrol in hours is none in streets
    gap_most_s = load_parameters(session).patrol_pause * 60
    progress.start("Matching positions", len(days))
    for worker_id, day in days:
        fixes = take_fixes(session, worker_id, day)
        planned = read_planned(session, worker_id, day, network=graph.version)
        keep_walk(session, fixes, walked_on(graph, fixes, planned, gap_most_s=gap_most_s))
        progress.advance()
    return len(days)


def walked_on(
    graph: StreetGraph, fixes: Fixes, planned: PlannedLegs | None = None, *, gap_most_s: float = np.inf
) -> Stretches:
    """Return the stretches of streets that a worker's positions show, each once.

    Args:
        graph: The network.
        fixes: The positions of a day.
        planned: The patrol that was planned on this network, where there was one.
        gap_most_s: What was walked between positions farther apart in time is not known.
    """
    if not len(graph.u):
        return _stretches(graph, [], 0.0, len(fixes.seconds))
    xy = graph.zone.points_to_metres(fixes.lonlat)
    way = None if planned is None else _as_arcs(graph, planned)
    found = match(xy, fixes.seconds, pieces=foot_pieces(graph), manner=ON_FOOT, planned=way, gap_most_s=gap_most_s)
    passages = _on_edges(graph, found)
    went = np.abs(passages[:, 2] - passages[:, 1]).sum()
    stamps = fixes.seconds[found.last_fix]
    return _stretches(graph, list(_joined(passages, stamps)), float(went), int((~found.used).sum()))


def _as_arcs(graph: StreetGraph, legs: PlannedLegs) -> Planned:
    """Return legs on edges as passages of arcs."""
    flat, true = graph.flat_length_m[legs.edge], graph.length_m[legs.edge]
    low, high = legs.from_m * flat / true, legs.to_m * flat / true
    return Planned(
        arc=np.where(legs.back, 2 * len(graph.u) - 1 - legs.edge, legs.edge),
        from_m=np.where(legs.back, flat - high, low),
        to_m=np.where(legs.back, flat - low, high),
    )


def foot_pieces(graph: StreetGraph) -> Pieces:
    """Return the network cut into pieces for walking: edge i is arc i from u to v, and arc 2 m - 1 - i back."""
    if id(graph) not in _pieces:
        m = len(graph.u)
        _pieces[id(graph)] = (
            graph,
            cut(
                start=np.concatenate([graph.u, graph.v[::-1]]),
                end=np.concatenate([graph.v, graph.u[::-1]]),
                nodes=len(graph.xy),
                points=np.concatenate([graph.points_xy, graph.points_xy[::-1]]),
                shape_start=np.concatenate(
                    [graph.offsets, graph.offsets[-1] + np.cumsum(np.diff(graph.offsets)[::-1])]
                ),
                twin=np.arange(2 * m, dtype=np.int64)[::-1],
                manner=ON_FOOT,
            ),
        )
        while len(_pieces) > HELD:
            _pieces.popitem(last=False)
    return _pieces[id(graph)][1]


def _on_edges(graph: StreetGraph, found: Match) -> Floats:
    """Return the passages as rows of edge, from and to in metres from the edge's node u; from > to: gone backwards."""
    m = len(graph.u)
    ahead = found.arc < m
    edge = np.where(ahead, found.arc, 2 * m - 1 - found.arc)
    flat, true = graph.flat_length_m[edge], graph.length_m[edge]
    scale = true / flat
    from_m = np.clip(found.from_m * scale, 0.0, true)
    to_m = np.clip(found.to_m * scale, 0.0, true)
    return np.column_stack([edge, np.where(ahead, from_m, true - from_m), np.where(ahead, to_m, true - to_m)])


def _joined(passages: Floats, stamps: Floats) -> Iterator[tuple[int, float, float, float]]:
    """Yield edge, from, to and the last time of what was walked of each edge, overlaps joined."""
    low, high = np.minimum(passages[:, 1], passages[:, 2]), np.maximum(passages[:, 1], passages[:, 2])
    order = np.lexsort((low, passages[:, 0]))
    held: tuple[int, float, float, float] | None = None
    for i in order.tolist():
        edge, begin, end, stamp = int(passages[i, 0]), float(low[i]), float(high[i]), float(stamps[i])
        if held is not None and held[0] == edge and begin <= held[2] + TOUCHED_M:
            held = (edge, held[1], max(held[2], end), max(held[3], stamp))
        else:
            if held is not None and held[2] - held[1] >= TOUCHED_M:
                yield held
            held = (edge, begin, end, stamp)
    if held is not None and held[2] - held[1] >= TOUCHED_M:
        yield held


def _stretches(
    graph: StreetGraph, joined: list[tuple[int, float, float, float]], walked_m: float, off_street: int
) -> Stretches:
    """Return what was walked of edges as stretches of streets, with their lines."""
    rows = np.array(joined, dtype=np.float64).reshape(-1, 4)
    edge: Ints = rows[:, 0].astype(np.int64)
    lines = np.array([shapely.LineString(graph.line(number)) for number in edge.tolist()], dtype=object)
    part = rows[:, 1:3] / graph.length_m[edge][:, None]
    cut_out = [
        shapely.ops.substring(line, begin, end, normalized=True)
        for line, (begin, end) in zip(lines, part.tolist(), strict=True)
    ]
    cut_lines = np.empty(len(cut_out), dtype=object)
    cut_lines[:] = cut_out
    return Stretches(
        street_id=graph.street_id[edge],
        from_m=graph.from_m[edge] + rows[:, 1],
        to_m=graph.from_m[edge] + rows[:, 2],
        seconds=rows[:, 3],
        lines=cut_lines,
        walked_m=walked_m,
        off_street=off_street,
    )
