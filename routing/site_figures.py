"""What new sites bring: whom, and how far people walk before and after; in which order they bring most."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis.sites.candidates import Candidates
from routing.p_median_bound import Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Walks from the n buildings of the area asked about: to what stands, and to each of k candidates."""

    standing_m: Floats
    walk_m: Floats
    people: Ints
    elderly: Ints

    def after(self, sites: Ints) -> Floats:
        """Walk to the nearest of what stands and the new sites."""
        return np.minimum(self.standing_m, self.walk_m[:, sites].min(axis=1)) if len(sites) else self.standing_m


def figures(ground: Ground, sites: Ints, radius_m: float) -> dict[str, Any]:
    """People within the radius, and how far people walk, with what stands and these sites."""
    walk_m, people, elderly = ground.after(sites), ground.people, ground.elderly
    near, there = walk_m <= radius_m, np.isfinite(walk_m)
    whole, old = int(people.sum()), int(elderly.sum())
    walking, old_walking = int(people[there].sum()), int(elderly[there].sum())
    return {
        "people": whole,
        "reached": int(people[near].sum()),
        "share": round(float(people[near].sum()) / whole, 6) if whole else None,
        "people_60": old,
        "reached_60": int(elderly[near].sum()),
        "share_60": round(float(elderly[near].sum()) / old, 6) if old else None,
        "mean_m": round(float((walk_m[there] * people[there]).sum()) / walking, 1) if walking else None,
        "mean_60_m": round(float((walk_m[there] * elderly[there]).sum()) / old_walking, 1) if old_walking else None,
        "worst_m": round(float(walk_m[there & (people > 0)].max(initial=0.0)), 1) if walking else None,
        "without_way": whole - walking,
    }


def ranked_sites(ground: Ground, sites: Ints, radius_m: float) -> list[int]:
    """The sites in the order in which each brings most people who are not yet within the radius."""
    left, ranked = sites.tolist(), list[int]()
    while left:
        near = ground.after(np.array(ranked, dtype=np.int64)) <= radius_m
        gains = [int(ground.people[~near & (ground.walk_m[:, site] <= radius_m)].sum()) for site in left]
        ranked.append(left.pop(int(np.argmax(gains))))
    return ranked


def told_sites(ground: Ground, candidates: Candidates, ranked: Sequence[int], radius_m: float) -> list[dict[str, Any]]:
    """Each site with the people whom it brings within the radius after those before it, and whose nearest it is."""
    final = ground.after(np.array(ranked, dtype=np.int64))
    found = []
    for place, site in enumerate(ranked):
        before = ground.after(np.array(ranked[:place], dtype=np.int64)) <= radius_m
        new = ~before & (ground.walk_m[:, site] <= radius_m)
        nearest = np.isfinite(final) & (ground.walk_m[:, site] <= final)
        lon, lat = candidates.lonlat[site].tolist()
        found.append(
            {
                "rank": place + 1,
                "name": candidates.names[site],
                "lon": round(lon, 7),
                "lat": round(lat, 7),
                "price": None if candidates.price is None else float(candidates.price[site]),
                "gained": int(ground.people[new].sum()),
                "gained_60": int(ground.elderly[new].sum()),
                "nearest": int(ground.people[nearest].sum()),
                "nearest_60": int(ground.elderly[nearest].sum()),
            }
        )
    return found
