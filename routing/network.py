"""The present network: built when the streets changed, kept in the record, and loaded once per version and process."""

from collections import OrderedDict
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from gis.network.streets import read_streets
from gis.network.versions import (
    EdgeRows,
    NetworkVersion,
    digest_of,
    hold_building,
    present_version,
    read_edges,
    street_state,
    write_version,
)
from gis.progress import SILENT, Progress
from routing.noding import Edges
from routing.street_graph import StreetGraph, graph_of, street_graph

HELD = 2
"""Versions a process keeps in memory."""

SMALL_LISTED = 20
"""Small components that a report lists, the longest first."""

_loaded: OrderedDict[tuple[int, str], StreetGraph] = OrderedDict()
_loading = Lock()


def current_network(session: Session, *, progress: Progress = SILENT) -> StreetGraph:
    """Return the network of the streets as they are; it is built first where they have changed.

    Args:
        session: Its transaction is the caller's; building writes to it.
        progress: Told of the stages.
    """
    return load_network(session, bring_up_to_date(session, progress=progress).id)


def bring_up_to_date(session: Session, *, progress: Progress = SILENT, force: bool = False) -> NetworkVersion:
    """Build a new version of the network if the streets changed, or `force` says so; return the present version.

    What runs on an older version is not touched. Equal edges make no new version.
    """
    present = present_version(session)
    if not force and present is not None and present.fingerprint == street_state(session):
        return present
    hold_building(session)
    present, state = present_version(session), street_state(session)
    if not force and present is not None and present.fingerprint == state:
        return present
    progress.start("walking network", 3)
    streets = read_streets(session)
    progress.advance()
    graph, dropped = street_graph(streets)
    progress.advance()
    version = write_version(session, _rows(graph), state=state, report=_report(graph, len(streets.id), dropped))
    progress.advance()
    return version


def load_network(session: Session, version: int) -> StreetGraph:
    """Return a version of the network; the last few stay in memory.

    Raises:
        NotFoundError: there is no such version.
    """
    # a version never changes, but another database has one of the same number
    key = (version, digest_of(session, version))
    with _loading:
        if key in _loaded:
            _loaded.move_to_end(key)
            return _loaded[key]
    graph = _graph(read_edges(session, version), version)
    with _loading:
        _loaded[key] = graph
        while len(_loaded) > HELD:
            _loaded.popitem(last=False)
    return graph


def _rows(graph: StreetGraph) -> EdgeRows:
    names = ("u", "v", "street_id", "raised", "from_m", "length_m", "offsets", "points")
    return EdgeRows(**{name: getattr(graph, name) for name in names})


def _graph(rows: EdgeRows, version: int) -> StreetGraph:
    count = int(max(rows.u.max(), rows.v.max())) + 1 if len(rows.u) else 0
    nodes = np.zeros((count, 2))
    nodes[rows.u] = rows.points[rows.offsets[:-1]]
    nodes[rows.v] = rows.points[rows.offsets[1:] - 1]
    edges = Edges(
        nodes=nodes, u=rows.u, v=rows.v, street=np.zeros(len(rows.u), np.int64), from_m=rows.from_m,
        length_m=rows.length_m, offsets=rows.offsets, points=rows.points, dropped=0,
    )  # fmt: skip
    return graph_of(edges, street_id=rows.street_id, raised=rows.raised, version=version)


def _report(graph: StreetGraph, streets: int, dropped: int) -> dict[str, Any]:
    edges = np.bincount(graph.component[graph.u], minlength=len(graph.component_m))
    nodes = np.bincount(graph.component, minlength=len(graph.component_m))
    first = np.full(len(graph.component_m), -1)
    first[graph.component[::-1]] = np.arange(len(graph.component))[::-1]
    total = float(graph.length_m.sum())
    return {
        "streets": streets,
        "nodes": len(graph.lonlat),
        "edges": len(graph.u),
        "length_m": round(total, 1),
        "dropped": dropped,
        "loops": int((graph.u == graph.v).sum()),
        "dead_ends": int((np.diff(graph.indptr) == 1).sum()),
        "components": len(graph.component_m),
        "main_share": round(float(graph.component_m[0]) / total, 6) if total else None,
        "small_components": [
            {
                "nodes": int(nodes[piece]),
                "edges": int(edges[piece]),
                "length_m": round(float(graph.component_m[piece]), 1),
                "at": [round(float(value), 7) for value in graph.lonlat[first[piece]]],
            }
            for piece in range(1, min(len(graph.component_m), SMALL_LISTED + 1))
        ],
    }
