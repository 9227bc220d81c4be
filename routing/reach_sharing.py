"""Who is counted where: where catchments overlap, people count at one resource, and some serve people together."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.reach import Assign, Distances, Pairs, Scene

Floats = NDArray[np.float64]

KINDS_FOR_60 = ("elderly_centre",)
"""Kinds whose capacity is places for people of 60 and over; that of other kinds is for everyone."""


def sums(scene: Scene, chosen: Any) -> tuple[int, int]:
    """People and people of 60 and over, inside the area, of the buildings chosen."""
    mask = scene.people.inside & chosen
    return int(scene.people.people[mask].sum()), int(scene.people.elderly[mask].sum())


def counted_at(scene: Scene, far: Distances, pairs: Pairs, radius: float, assign: Assign) -> Floats:
    """People inside the area who count at each resource, float64 (resources,)."""
    count = len(scene.resources)
    if assign == "nearest":
        served = scene.people.inside & (far.walk_m <= radius)
        people = scene.people.people[served].astype(np.float64)
        return np.bincount(far.resource[served], weights=people, minlength=count).astype(np.float64)
    for_60 = scene.kind in KINDS_FOR_60
    waiting = (scene.people.elderly if for_60 else scene.people.people).copy()
    room = np.array([np.inf if each.capacity is None else each.capacity for each in scene.resources])
    taken = np.zeros(count)
    near = np.flatnonzero(pairs.walk_m <= radius)
    for pair in near[np.lexsort((pairs.resource[near], pairs.home[near], pairs.walk_m[near]))]:
        resource, home = pairs.resource[pair], pairs.home[pair]
        some = min(float(waiting[home]), room[resource])
        if some > 0:
            waiting[home] -= int(some)
            room[resource] -= some
            taken[resource] += some if scene.people.inside[home] else 0
    return taken


def clusters_of(scene: Scene, pairs: Pairs, radius: float) -> list[dict[str, Any]]:
    """Resources whose catchments overlap, each group with what it serves together."""
    near = pairs.walk_m <= radius
    resource, home = pairs.resource[near], pairs.home[near]
    count, houses = len(scene.resources), len(scene.people.id)
    links = coo_array((np.ones(len(home)), (resource, count + home)), shape=(count + houses,) * 2)
    _, label = connected_components(links, directed=False)
    found = []
    for group in np.unique(label[:count]):
        members = np.flatnonzero(label[:count] == group)
        if len(members) < 2:  # noqa: PLR2004 - one alone is no cluster
            continue
        people, people_60 = sums(scene, label[count:] == group)
        rooms = [scene.resources[member].capacity for member in members]
        found.append(
            {
                "radius_m": radius,
                "resources": [scene.resources[member].code for member in members],
                "people": people,
                "people_60": people_60,
                "capacity": None if None in rooms else sum(room or 0 for room in rooms),
            }
        )
    return sorted(found, key=lambda cluster: (-cluster["people"], cluster["resources"]))
