"""Dual graphs as districting programs keep them: node-link or adjacency JSON of networkx, people in the nodes."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gis.districting.units import Ints, Units

PEOPLE = ("tot_pop_20", "TOTPOP")


def read_graph(path: Path) -> Units:
    """Return the graph of a file, nodes in the file's order; every edge counts 1.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it is no graph, or its nodes do not say how many people live there.
    """
    held = _object_of(path)
    nodes = held.get("nodes")
    if not isinstance(nodes, list) or not nodes or not all(isinstance(node, Mapping) for node in nodes):
        raise ValueError("no graph: it must hold a list of nodes")
    people = _people_of(nodes)
    place = {_key(node.get("id", number)): number for number, node in enumerate(nodes)}
    if len(place) < len(nodes):
        raise ValueError("two of its nodes have the same id")
    pairs = _pairs_of(held, place, len(nodes))
    edges = np.unique(np.sort(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=1), axis=0)
    return graph_of(edges[edges[:, 0] != edges[:, 1]], people)


def graph_of(edges: Ints, people: Ints) -> Units:
    """Return a graph without ground: each edge is a metre long, and none of it follows a line."""
    ones, none = np.ones(len(edges)), np.zeros(len(people))
    return Units.from_borders(
        edges, border_m=ones, rough_m=ones, outer_m=none, area_m2=none, people=np.rint(people).astype(np.int64)
    )


def _object_of(path: Path) -> Mapping[str, Any]:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"no JSON: {error}") from error
    if not isinstance(held, Mapping):
        raise ValueError("no graph: it must hold a list of nodes")  # noqa: TRY004 - what the file holds, not a caller's
    return held


def _people_of(nodes: Sequence[Mapping[str, Any]]) -> Ints:
    name = next((name for name in PEOPLE if any(name in node for node in nodes)), None)
    if name is None:
        raise ValueError(f"its nodes do not say how many people live there ({' or '.join(PEOPLE)})")
    people = [node.get(name) for node in nodes]
    for number, held in enumerate(people):
        if isinstance(held, bool) or not isinstance(held, int | float) or not math.isfinite(held) or held < 0:
            raise ValueError(f"{name} of node {nodes[number].get('id', number)} is {held!r}, no number of people")
    if not sum(held for held in people if held):
        raise ValueError("nobody lives in its nodes")
    return np.rint(np.array(people, dtype=np.float64)).astype(np.int64)


def _pairs_of(held: Mapping[str, Any], place: Mapping[Any, int], count: int) -> list[tuple[int, int]]:
    """The edges as places of nodes, from adjacency lists or from links."""
    try:
        if "adjacency" in held:
            if len(held["adjacency"]) != count:
                raise ValueError(f"it has {count} nodes, and neighbours of {len(held['adjacency'])}")
            return [(at, place[_key(link["id"])]) for at, links in enumerate(held["adjacency"]) for link in links]
        links = held.get("links", held.get("edges"))
        if links is None:
            raise ValueError("no graph: it has neither adjacency nor links nor edges")
        return [(place[_key(link["source"])], place[_key(link["target"])]) for link in links]
    except KeyError as error:
        raise ValueError(f"an edge names {error.args[0]!r}, which is none of its nodes, or no end at all") from error
    except TypeError as error:
        raise ValueError("its edges are not those of a graph") from error


def _key(said: Any) -> Any:
    """An id as it can be looked up; networkx writes those that are tuples as lists."""
    return tuple(_key(one) for one in said) if isinstance(said, list) else said
