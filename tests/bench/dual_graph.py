"""Dual graphs divided into parts of nearly equal people with few cut edges, and what other programs make of them."""

import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from gis.districting.counting import shares
from gis.districting.levels import make_whole, part_of, pieces_of
from gis.districting.partition import Wishes, first_partition, refine
from gis.districting.units import Ints, Units

STARTS = 6
BAND = 0.005
"""How far a part may be from the mean, but no less than a node has people on average."""
WIDER = (1, 2, 4, 8)
"""By how much more, where that cannot be reached."""
STEPS_PER_UNIT = 3_000
HOT = 3.0
SPREAD_WEIGHT = 300.0


def fewest_cuts(units: Units, *, parts: int, seed: int) -> Ints:
    """Return a partition with few cut edges and parts of nearly equal people, each whole; shape (n,).

    Where the graph is in several pieces, each of them with people enough has parts of its own; what is smaller goes,
    the largest first, with the part that has fewest people, which cannot be whole then.

    Raises:
        ValueError: more parts than nodes, or fewer than one.
    """
    if not 1 <= parts <= len(units):
        raise ValueError(f"it has {len(units)} nodes, which cannot make {parts} parts")
    piece = pieces_of(units, np.zeros(len(units), dtype=np.int64))
    people, size = np.bincount(piece, units.people), np.bincount(piece)
    order = np.lexsort((np.arange(len(people)), -size, -people))
    large = [int(number) for number in order[:parts] if people[number] >= people.sum() / parts / 2]
    large = large or [int(order[0])]
    while size[large].sum() < parts:
        large.append(int(order[len(large)]))
    part, made = np.zeros(len(units), dtype=np.int64), 0
    for number, count in zip(large, _shares(people[large], size[large], parts), strict=True):
        members = np.flatnonzero(piece == number)
        part[members] = made + _cut(part_of(units, members), parts=count, seed=seed)
        made += count
    placed = np.isin(piece, large)
    held = np.bincount(part[placed], units.people[placed], parts)
    for number in order[~np.isin(order, large)]:
        least = int(held.argmin())
        part[piece == number] = least
        held[least] += people[number]
    return part


def _shares(people: Ints, size: Ints, parts: int) -> list[int]:
    """How many parts each piece makes: about in proportion to its people, at most as many as it has nodes."""
    given = np.minimum(shares(people.tolist(), parts), size)
    while given.sum() < parts:
        given[np.where(given < size, people / given, -1.0).argmax()] += 1
    return [int(count) for count in given]


def _cut(units: Units, *, parts: int, seed: int) -> Ints:
    """Partition what hangs together: several beginnings of METIS, each improved, the one with fewest cuts."""
    mean = max(1.0, float(units.people.sum()) / parts)
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


def peers(units: Units, *, parts: int, seed: int) -> dict[str, Callable[[], Ints]]:
    """Return what other programs make of it, as far as they are installed."""
    found: dict[str, Callable[[], Ints]] = {"METIS": lambda: first_partition(units, parts=parts, seed=seed)}
    if find_spec("kahip") is not None:
        found["KaHIP strong"] = lambda: _kahip(units, parts=parts, seed=seed)
    if find_spec("gerrychain") is not None:
        found["GerryChain tree"] = lambda: _gerrychain(units, parts=parts, seed=seed)
    return found


def _kahip(units: Units, *, parts: int, seed: int) -> Ints:
    kahip = import_module("kahip")
    edges = [1] * len(units.indices)
    rows = (units.people.tolist(), units.indptr.tolist(), edges, units.indices.tolist())
    return np.asarray(kahip.kaffpa(*rows, parts, 0.01, True, seed, kahip.STRONG)[1], dtype=np.int64)


def _gerrychain(units: Units, *, parts: int, seed: int) -> Ints:
    import random  # noqa: PLC0415

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
