"""Dual graphs as districting programs keep them: node-link or adjacency JSON of networkx, people in the nodes."""

import json
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from gis.districting.counting import shares
from gis.districting.levels import make_whole, part_of, pieces_of
from gis.districting.partition import Wishes, first_partition, refine
from gis.districting.units import Ints, Units

PEOPLE = ("tot_pop_20", "TOTPOP")
STARTS = 6
BAND = 0.005
"""How far a part may be from the mean, but no less than a node has people on average."""
WIDER = (1, 2, 4, 8)
"""By how much more, where that cannot be reached."""
STEPS_PER_UNIT = 3_000
HOT = 3.0
SPREAD_WEIGHT = 300.0


def read_graph(path: Path) -> tuple[Units, dict[str, Any]]:
    """Return the graph of a file, nodes in the file's order, and the file itself; every edge counts 1.

    Raises:
        ValueError: no people in the nodes, or no edges.
    """
    held = json.loads(path.read_text(encoding="utf-8"))
    nodes = held["nodes"]
    name = next((name for name in PEOPLE if nodes and name in nodes[0]), None)
    if name is None:
        raise ValueError(f"the nodes of {path} have no people ({' or '.join(PEOPLE)})")
    place = {node.get("id", number): number for number, node in enumerate(nodes)}
    if "adjacency" in held:
        pairs = [(at, place[link["id"]]) for at, links in enumerate(held["adjacency"]) for link in links]
    else:
        links = held.get("links", held.get("edges", []))
        pairs = [(place[link["source"]], place[link["target"]]) for link in links]
    edges = np.unique(np.sort(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=1), axis=0)
    edges = edges[edges[:, 0] != edges[:, 1]]
    return graph_of(edges, np.array([node[name] for node in nodes])), held


def graph_of(edges: Ints, people: Ints) -> Units:
    """Return a graph without ground: each edge is a metre long, and none of it follows a line."""
    ones, none = np.ones(len(edges)), np.zeros(len(people))
    return Units.from_borders(
        edges, border_m=ones, rough_m=ones, outer_m=none, area_m2=none, people=np.rint(people).astype(np.int64)
    )


def fewest_cuts(units: Units, *, parts: int, seed: int) -> Ints:
    """Return a partition with few cut edges and parts of nearly equal people, each whole; shape (n,).

    Where the graph is in several pieces, each of them with people enough has parts of its own; what is smaller goes
    with the largest, and cannot be whole.
    """
    piece = pieces_of(units, np.zeros(len(units), dtype=np.int64))
    people = np.bincount(piece, units.people)
    large = np.flatnonzero((people >= people.sum() / parts / 2) | (np.arange(len(people)) == people.argmax()))
    part, made = np.zeros(len(units), dtype=np.int64), 0
    for number, count in zip(large, shares(people[large].tolist(), max(parts, len(large))), strict=True):
        members = np.flatnonzero(piece == number)
        part[members] = made + _cut(part_of(units, members), parts=min(count, len(members)), seed=seed)
        made += count
    part[~np.isin(piece, large)] = part[piece == people.argmax()][0]
    return part


def _cut(units: Units, *, parts: int, seed: int) -> Ints:
    """Partition what hangs together: several beginnings of METIS, each improved, the one with fewest cuts."""
    mean = units.people.sum() / parts
    for times in WIDER:
        band = times * max(BAND, float(units.people.mean()) / mean)
        best: tuple[int, Ints] | None = None
        for start in range(STARTS):
            part = first_partition(units, parts=parts, seed=seed + start)
            make_whole(units, part, parts=parts)
            wishes = Wishes(compact=0.0, rough=1000.0, band=SPREAD_WEIGHT)
            refine(units, part, parts=parts, least=mean * (1 - band), most=mean * (1 + band), wishes=wishes, hot=HOT,
                   seed=seed + start, steps_per_unit=STEPS_PER_UNIT)  # fmt: skip
            inside = np.abs(np.bincount(part, units.people, parts) - mean).max() <= band * mean
            cuts = cut_edges(units, part)
            if inside and (best is None or cuts < best[0]):
                best = (cuts, part)
        if best is not None:
            return best[1]
    return part


def cut_edges(units: Units, part: Ints) -> int:
    """Return how many edges join nodes of different parts."""
    owner = np.repeat(np.arange(len(units)), np.diff(units.indptr))
    return int((part[owner] != part[units.indices]).sum()) // 2


def answer(units: Units, part: Ints, *, parts: int, seconds: float) -> dict[str, Any]:
    """Return a partition and its figures: spread is the most less the least people, as a share of the mean."""
    people = np.bincount(part, units.people, parts)
    return {
        "parts": part.tolist(),
        "spread": round(float((people.max() - people.min()) / people.mean()), 5),
        "cut_edges": cut_edges(units, part),
        "pieces": int(pieces_of(units, part).max()) + 1,
        "seconds": round(seconds, 3),
    }


def peers(units: Units, held: dict[str, Any], *, parts: int, seed: int) -> dict[str, Callable[[], Ints]]:
    """Return what other programs make of it, as far as they are installed."""
    found: dict[str, Callable[[], Ints]] = {"METIS": lambda: first_partition(units, parts=parts, seed=seed)}
    if find_spec("kahip") is not None:
        found["KaHIP strong"] = lambda: _kahip(units, parts=parts, seed=seed)
    if find_spec("gerrychain") is not None:
        found["GerryChain tree"] = lambda: _gerrychain(units, held, parts=parts, seed=seed)
    return found


def _kahip(units: Units, *, parts: int, seed: int) -> Ints:
    kahip = import_module("kahip")
    edges = [1] * len(units.indices)
    rows = (units.people.tolist(), units.indptr.tolist(), edges, units.indices.tolist())
    return np.asarray(kahip.kaffpa(*rows, parts, 0.01, True, seed, kahip.STRONG)[1], dtype=np.int64)


def _gerrychain(units: Units, held: dict[str, Any], *, parts: int, seed: int) -> Ints:
    import random  # noqa: PLC0415

    del held
    networkx, tree = import_module("networkx"), import_module("gerrychain.partition")
    graph = networkx.Graph()
    graph.add_nodes_from((node, {"people": int(people)}) for node, people in enumerate(units.people))
    owner = np.repeat(np.arange(len(units)), np.diff(units.indptr))
    graph.add_edges_from(zip(owner.tolist(), units.indices.tolist(), strict=True))
    graph = import_module("gerrychain").Graph.from_networkx(graph)
    random.seed(seed)
    found = tree.recursive_tree_part(graph, range(parts), units.people.sum() / parts, "people", 0.01)
    return np.array([found[node] for node in range(len(units))], dtype=np.int64)


def timed(work: Callable[[], Ints]) -> tuple[Ints, float]:
    """Return what the work returns, and its seconds."""
    began = time.perf_counter()
    part = work()
    return part, time.perf_counter() - began
