"""Grid workers and which grids they hold: two or three each, some more, and a few grids that nobody holds."""

from dataclasses import dataclass

import numpy as np
import shapely

from sample_maps.geometry import Array, Shapes
from sample_maps.grids import Grids
from sample_maps.scale import Scale

_MOST_GRIDS = 5


@dataclass(frozen=True)
class Workers:
    """Workers: their role, the numbers of their grids, and where their post stands, (n, 2) in metres."""

    role: list[str]
    grids: list[list[int]]
    post: Array


def _without(rng: np.random.Generator, scale: Scale, grids: Grids, people: Array) -> set[int]:
    """Return the grids that have no worker: lived in, no two in one community."""
    chosen: set[int] = set()
    homes: set[int] = set()
    counts = np.bincount(grids.community)
    for grid in rng.permutation(len(grids.code)):
        home = int(grids.community[grid])
        if len(chosen) < scale.grids_without_worker and home not in homes and people[grid] > 0 and counts[home] > 2:  # noqa: PLR2004
            chosen.add(int(grid))
            homes.add(home)
    return chosen


def make_workers(rng: np.random.Generator, scale: Scale, grids: Grids, people: Array, inner: Shapes) -> Workers:
    """Hand the grids out; `people` are counted by grid, `inner` are the buildings' inner points, where posts may stand.

    There is one head for each subdistrict, who looks after grids that a worker holds as well.
    """
    without = _without(rng, scale, grids, people)
    held = np.array([k for k in range(len(grids.code)) if k not in without])
    home = grids.community[held]
    heads = scale.subdistricts
    share = np.bincount(home, minlength=int(home.max()) + 1) / len(held) * (scale.workers - heads)
    count = np.maximum(np.floor(share), (share > 0).astype(float)).astype(int)
    while count.sum() < scale.workers - heads:
        count[np.argmax(np.where(share > 0, share - count, -np.inf))] += 1
    while count.sum() > scale.workers - heads:
        count[np.argmax(np.where(count > 1, count - share, -np.inf))] -= 1
    hands: list[list[int]] = []
    for community in np.flatnonzero(count):
        own = held[home == community]
        cuts = np.sort(rng.permutation(np.arange(1, len(own)))[: count[community] - 1])
        even = np.round(np.arange(1, count[community]) * len(own) / count[community]).astype(int)
        cuts = even if rng.random() < 0.6 or max(np.diff(np.r_[0, cuts, len(own)])) > _MOST_GRIDS else cuts  # noqa: PLR2004 - most share fairly
        hands.extend([int(g) for g in part] for part in np.split(own, cuts) if len(part))
    spare = scale.workers - heads - len(hands)
    hands.sort(key=len, reverse=True)
    for _ in range(spare):
        largest = hands.pop(0)
        hands.extend([largest[:1], largest[1:]])
        hands.sort(key=len, reverse=True)
    hands.sort()
    subdistrict = np.array([int(grids.code[g[0]][6:9]) for g in hands])
    for number in np.unique(subdistrict):
        near = np.flatnonzero(subdistrict == number)
        hands.append(hands[int(rng.choice(near))][:2])
    role = ["worker"] * (len(hands) - heads) + ["head"] * heads
    return Workers(role, hands, _posts(rng, grids, hands, inner))


def _posts(rng: np.random.Generator, grids: Grids, hands: list[list[int]], inner: Shapes) -> Array:
    tree = shapely.STRtree(inner)
    first = [grids.shapes[h[0]] for h in hands]
    posts: Array = shapely.get_coordinates(shapely.point_on_surface(first))
    hand, building = tree.query(first, predicate="contains")
    for number in np.unique(hand):
        posts[number] = shapely.get_coordinates(inner[int(rng.choice(building[hand == number]))])[0]
    return posts
