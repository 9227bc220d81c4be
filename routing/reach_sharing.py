"""Who is counted where: where catchments overlap, people count at one resource, and some serve people together."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Who counts at each of k resources, of the people inside the area.

    Attributes:
        people: float64 (k,); of a kind for people of 60 and over only those.
        people_60: float64 (k,), of them of 60 and over: in proportion where a building's people count at several.
        split: bool (k,), whether that is so, and `people_60` an estimate.
    """

    people: Floats
    people_60: Floats
    split: NDArray[np.bool_]


def counted_at(scene: Scene, far: Distances, pairs: Pairs, radius: float, assign: Assign) -> Counted:
    """Return the people inside the area who count at each resource."""
    if assign == "capacity":
        return _with_room(scene, pairs, radius)
    count, served = len(scene.resources), scene.people.inside & (far.walk_m <= radius)
    people, people_60 = (
        np.bincount(far.resource[served], weights=of[served].astype(np.float64), minlength=count).astype(np.float64)
        for of in (scene.people.people, scene.people.elderly)
    )
    return Counted(people=people, people_60=people_60, split=np.zeros(count, np.bool_))


def _with_room(scene: Scene, pairs: Pairs, radius: float) -> Counted:
    """Count each building at the nearest resources that still have room, the shortest walks first."""
    count, for_60 = len(scene.resources), scene.kind in KINDS_FOR_60
    whole = scene.people.elderly if for_60 else scene.people.people
    waiting = whole.copy()
    room = np.array([np.inf if each.capacity is None else each.capacity for each in scene.resources])
    taken, taken_60, split = np.zeros(count), np.zeros(count), np.zeros(count, np.bool_)
    near = np.flatnonzero(pairs.walk_m <= radius)
    for pair in near[np.lexsort((pairs.resource[near], pairs.home[near], pairs.walk_m[near]))]:
        resource, home = pairs.resource[pair], pairs.home[pair]
        some = min(float(waiting[home]), room[resource])
        if some > 0:
            waiting[home] -= int(some)
            room[resource] -= some
            if scene.people.inside[home]:
                taken[resource] += some
                taken_60[resource] += some if for_60 else some * float(scene.people.elderly[home]) / float(whole[home])
                split[resource] |= not for_60 and some < whole[home] and scene.people.elderly[home] > 0
    return Counted(people=taken, people_60=np.rint(taken_60), split=split)


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
