"""Made-up drives for the bench of traces: a network from OpenStreetMap, ways through it, fixes whose errors last."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from routing.trace_pieces import Floats, Ints
from tests.bench.trace_motion import line_driven, seconds_at

DRIVEN = frozenset(
    f"{kind}{link}" for kind in ("motorway", "trunk", "primary", "secondary", "tertiary") for link in ("", "_link")
) | {"unclassified", "residential", "living_street", "service", "road"}
ON_FOOT = DRIVEN | {"footway", "path", "pedestrian", "steps", "track", "cycleway", "corridor"}
ASTRAY_M = 60.0
FAR_ASTRAY_M = 200.0
GAP_S = (30.0, 120.0)
LONG_STOP_S = 600.0
PARKED_M, PARKED_S = 60.0, 120.0
"""Who parks does so this far from the street; standing and going there take this long."""
TWICE, SET_BACK_S = 0.03, 7.0
STOPS = 0.03
"""The share of streets at whose end somebody stops."""
LEAST_LENGTH_M = 0.01
TRIES = 5
"""Goals that are looked at before somebody turns round."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive: the arcs in order, the fixes as lon, lat, seconds."""

    route: Ints
    track: Floats


def read_network(path: Path, *, kinds: frozenset[str] = DRIVEN, both_ways: bool = False) -> tuple[Floats, Ints]:
    """Return the nodes (lon, lat) and arcs of the largest piece in which one gets from everywhere to everywhere."""
    number: dict[int, int] = {}
    places: list[tuple[float, float]] = []
    arcs: dict[tuple[int, int], None] = {}
    for way in osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway")):
        if not way.is_way() or way.tags.get("highway") not in kinds or way.tags.get("access") in {"no", "private"}:
            continue
        line = [node for node in way.nodes if node.location.valid()]
        ends = []
        for node in line:
            if node.ref not in number:
                number[node.ref] = len(places)
                places.append((node.location.lon, node.location.lat))
            ends.append(number[node.ref])
        one_way = not both_ways and (way.tags.get("oneway") in {"yes", "1"} or way.tags.get("junction") == "roundabout")
        for u, v in pairwise(ends):
            if u != v:
                arcs[u, v] = None
                if not one_way:
                    arcs[v, u] = None
    return _largest(np.array(places), np.array(list(arcs), dtype=np.int64))


def _largest(nodes: Floats, pairs: Ints) -> tuple[Floats, Ints]:
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(nodes), len(nodes)))
    _, part = connected_components(graph, connection="strong")
    return _kept(nodes, pairs, part == np.bincount(part).argmax())


def _kept(nodes: Floats, pairs: Ints, kept: NDArray[np.bool_]) -> tuple[Floats, Ints]:
    renamed = np.cumsum(kept) - 1
    return nodes[kept], renamed[pairs[kept[pairs].all(axis=1)]]


def around(nodes: Floats, arcs: Ints, *, half_m: float) -> tuple[Floats, Ints]:
    """Return what lies in a square round the median node, so far as one gets about in it."""
    off = np.abs(metres(nodes) - np.median(metres(nodes), axis=0))
    return _largest(*_kept(nodes, arcs, (off <= half_m).all(axis=1)))


def metres(nodes: Floats) -> Floats:
    """Return the nodes in metres round their middle."""
    centre = nodes.mean(axis=0)
    moved: Floats = np.radians(nodes - centre) * 6371008.8 * np.array([np.cos(np.radians(centre[1])), 1.0])
    return moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a drive is seen.

    Attributes:
        every_s: Seconds between fixes.
        sigma_m: Deviation of a fix, east and north each.
        lasting: The share of its variance that lasts, 0…1.
        errors_last_s: How long, about.
        gaps: The share of the time without a fix, in pieces of a minute or so.
        astray: The share of fixes that lie far off.
        far_astray: The share of fixes that lie FAR_ASTRAY_M off.
        askew_m: Deviation of the map.
        side_m: How far to the right of the drawn line somebody drives.
        long_stops: How often somebody stands for LONG_STOP_S.
        parked: Whether the drive begins and ends beside the streets.
        bad_clock: Whether fixes come twice and the clock is set back.
    """

    every_s: float
    sigma_m: float
    lasting: float
    errors_last_s: float = 20.0
    gaps: float = 0.0
    astray: float = 0.0
    far_astray: float = 0.0
    askew_m: float = 0.0
    side_m: float = 0.0
    long_stops: int = 0
    parked: bool = False
    bad_clock: bool = False


def make_route(nodes: Floats, arcs: Ints, *, length_m: float, seed: int) -> Ints:
    """Return the arcs of a way from place to place, each time by what somebody takes for the shortest."""
    xy = metres(nodes)
    length = np.hypot(*(xy[arcs[:, 1]] - xy[arcs[:, 0]]).T) + LEAST_LENGTH_M
    return _wander(xy, arcs, length, length_m, np.random.default_rng(seed))


def make_drive(nodes: Floats, arcs: Ints, *, route: Ints, sampling: Sampling, seed: int) -> Drive:
    """Return a drive along a route, at a speed that changes from street to street and in bends, with stops."""
    chance = np.random.default_rng(seed + 1000)
    xy = metres(nodes)
    line = xy[np.append(arcs[route, 0], arcs[route[-1], 1])]
    pace = np.convolve(chance.uniform(3, 20, len(route) + 7), np.ones(8) / 8, "valid")
    stop = np.where(chance.random(len(route)) < STOPS, chance.uniform(5, 60, len(route)), 0.0)
    for place in chance.integers(len(route), size=sampling.long_stops):
        stop[place] += LONG_STOP_S
    run, passed = seconds_at(line, pace, stop)
    driven = line_driven(line, askew_m=sampling.askew_m, side_m=sampling.side_m, seed=seed)
    place = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    first, last = (chance.uniform(0, 0.8, 2) * place[[1, -1]] * [1, 0] + (0, place[-1])).tolist()
    last -= chance.uniform(0, 0.8) * (place[-1] - place[-2])
    begin, end = np.interp([first, last], run, passed)
    at = np.append(np.arange(begin, end, sampling.every_s), end)
    gone = np.interp(at, passed, run)
    true = np.column_stack([np.interp(gone, place, driven[:, axis]) for axis in (0, 1)])
    if sampling.parked:
        true, at = _parked(true, at, sampling.every_s, chance)
    fixes = true + _errors(len(at), sampling, chance)
    centre = nodes.mean(axis=0)
    lonlat = fixes / (np.radians(1) * 6371008.8 * np.array([np.cos(np.radians(centre[1])), 1.0])) + centre
    seen = _seen(at, sampling, chance)
    track = np.column_stack([lonlat, at])[seen]
    return Drive(route, _with_bad_clock(track, chance) if sampling.bad_clock else track)


def _parked(true: Floats, at: Floats, every_s: float, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Add standing on a spot beside the street, and going there, at both ends."""
    ends = []
    for end in (true[0], true[-1]):
        angle = chance.uniform(0, 2 * np.pi)
        spot = end + PARKED_M * np.array([np.cos(angle), np.sin(angle)])
        gone = np.clip((np.arange(0, PARKED_S, every_s) - PARKED_S / 2) / (PARKED_S / 2), 0, 1)[:, None]
        ends.append(spot + gone * (end - spot))
    whole = np.vstack([ends[0], true, ends[1][::-1]])
    return whole, at[0] - PARKED_S + np.arange(len(whole)) * every_s


def _with_bad_clock(track: Floats, chance: np.random.Generator) -> Floats:
    """Write some fixes twice, some with the time of the one before, and set the clock back once by some seconds."""
    twice = np.repeat(track, 1 + (chance.random(len(track)) < TWICE), axis=0)
    same = 1 + np.flatnonzero(chance.random(len(twice) - 1) < TWICE)
    twice[same, 2] = twice[same - 1, 2]
    back = int(chance.integers(len(twice) // 4, 3 * len(twice) // 4))
    twice[back:, 2] -= SET_BACK_S
    return twice


def _errors(count: int, sampling: Sampling, chance: np.random.Generator) -> Floats:
    """Return errors in metres, shape (count, 2)."""
    slow, keep = chance.normal(0, 1, (count, 2)), np.exp(-sampling.every_s / sampling.errors_last_s)
    for i in range(1, count):
        slow[i] = keep * slow[i - 1] + np.sqrt(1 - keep**2) * slow[i]
    error = np.sqrt(sampling.lasting) * slow + np.sqrt(1 - sampling.lasting) * chance.normal(0, 1, (count, 2))
    astray = (chance.random(count) < sampling.astray)[:, None] * chance.normal(0, ASTRAY_M, (count, 2))
    far = np.flatnonzero(chance.random(count) < sampling.far_astray)
    angle = chance.uniform(0, 2 * np.pi, len(far))
    moved: Floats = sampling.sigma_m * error + astray
    moved[far] += FAR_ASTRAY_M * np.column_stack([np.cos(angle), np.sin(angle)])
    return moved


def _seen(at: Floats, sampling: Sampling, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Return which moments lie in no gap."""
    seen = np.ones(len(at), dtype=bool)
    for begin in chance.uniform(0, at[-1], int(sampling.gaps * at[-1] / np.mean(GAP_S))):
        seen &= (at < begin) | (at > begin + chance.uniform(*GAP_S))
    return seen


def _wander(xy: Floats, arcs: Ints, length: Floats, length_m: float, chance: np.random.Generator) -> Ints:
    """Return the arcs of a way through random places."""
    count = len(xy)
    number = {(int(u), int(v)): i for i, (u, v) in enumerate(arcs)}
    fan = np.bincount(arcs[:, 0], minlength=count)
    here, run, route, tries = int(chance.integers(count)), 0.0, list[int](), 0
    while run < length_m:
        taste = length * chance.uniform(0.7, 1.3, len(arcs))
        graph = csr_array((taste, (arcs[:, 0], arcs[:, 1])), shape=(count, count))
        way, before = dijkstra(graph, indices=here, return_predecessors=True, limit=3500.0)
        reached = np.flatnonzero((way > 500) & np.isfinite(way) & (fan > 2))
        if not len(reached):
            here = int(chance.integers(count)) if not route else int(arcs[route[-1], 0])
            continue
        goal = int(chance.choice(reached))
        leg = []
        node = goal
        while node != here:
            leg.append(number[int(before[node]), node])
            node = int(before[node])
        leg.reverse()
        tries += 1
        if route and arcs[leg[0], 1] == arcs[route[-1], 0] and tries < TRIES:
            continue
        tries = 0
        route += leg
        run += float(length[leg].sum())
        here = goal
    return np.array(route, dtype=np.int64)


def share_wrong(route: Ints, found: Ints, length: Floats) -> float:
    """Return the length of arcs that were missed or found for nothing, as a share of the route's length."""
    true, seen = np.bincount(route, minlength=len(length)), np.bincount(found, minlength=len(length))
    return float((np.abs(true - seen) * length).sum() / length[route].sum())
