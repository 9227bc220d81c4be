"""The next resources of a kind, worked out from the record: candidates, walks, the best sites, before and after."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from sqlalchemy.orm import Session

from gis.errors import InputError, NotFoundError
from gis.progress import SILENT, Progress
from gis.reach.record import Resource
from gis.sites.candidates import Candidates
from gis.sites.proposals import Site, keep_proposal
from gis.viewer import Viewer
from routing.p_median_bound import Floats, Ints
from routing.reach import Scene, catchments, distances, read_scene
from routing.siting import Answer, Choice, Objective, Question, choose_sites

Whom = Literal["all", "60+"]
MOST_CANDIDATES = 2_000
"""More would not fit into memory beside the buildings of a district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOrder:
    """What is asked for.

    Attributes:
        kind: Of resource; what stands of it counts.
        add: How many sites are new, at most.
        radius_m: Within which people count as served.
        objective: `cover`, `mean` or `worst`; see `routing.siting`.
        whom: Whose walks count; None: people of 60+ for care of the elderly, else everybody's.
        budget: What the new sites may cost together, in yuan; candidates then need prices.
        area_code: Only the people of this area count.
        first: Whether it may be the first of its kind, of which none stands so far.
        others: How many next best answers.
        seconds: Most time to spend on choosing, about.
        seed: Of the random numbers.
    """

    kind: str
    add: int
    radius_m: float
    objective: Objective = "cover"
    whom: Whom | None = None
    budget: float | None = None
    area_code: str | None = None
    first: bool = False
    others: int = 3
    seconds: float = 20.0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProposal:
    """The answer, as `--json` prints it; `id` is its key in table `site_proposal`."""

    id: int
    outcome: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return self.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """Walks from the n buildings of the area asked about: to what stands, and to each of k candidates."""

    standing_m: Floats
    walk_m: Floats
    people: Ints
    elderly: Ints

    def after(self, sites: Ints) -> Floats:
        """Walk to the nearest of what stands and the new sites."""
        return np.minimum(self.standing_m, self.walk_m[:, sites].min(axis=1)) if len(sites) else self.standing_m


def propose_sites(
    session: Session, viewer: Viewer, order: SiteOrder, candidates: Candidates, *, progress: Progress = SILENT
) -> SiteProposal:
    """Choose sites, keep the answer in the record and return it; the caller commits.

    Raises:
        InputError: what is asked for cannot be (see `SiteOrder`), or nobody could reach a candidate.
        NotFoundError: there is no such kind or area.
        Cancelled: the user asked for it.
    """
    began = time.perf_counter()
    _check(order, candidates)
    scene, _ = read_scene(
        session,
        kind=order.kind,
        viewer=viewer,
        area_code=order.area_code,
        may_be_none=order.first,
        progress=progress,
    )
    ground = _ground(scene, candidates, order, progress)
    whom = order.whom or ("60+" if order.kind.startswith("elderly") else "all")
    question = Question(
        walk_m=ground.walk_m,
        standing_m=ground.standing_m,
        weight=(ground.elderly if whom == "60+" else ground.people).astype(np.float64),
        objective=order.objective,
        add=order.add,
        radius_m=order.radius_m,
        price=candidates.price if order.budget is not None else None,
        budget=order.budget,
    )
    progress.start("choosing sites", 1 + (order.add if order.others else 0))
    try:
        choice = choose_sites(question, others=order.others, seconds=order.seconds, seed=order.seed, progress=progress)
    except ValueError as error:
        raise InputError(f"No site can be proposed: {error}.") from error
    if order.objective == "cover":
        # beyond the radius the walks to the chosen sites were not needed until now
        ground.walk_m[:, choice.best.sites] = _walks(scene, candidates, choice.best.sites, np.inf, progress)
    ranked = _ranked(ground, choice.best.sites, order.radius_m)
    outcome = {
        "kind": order.kind,
        "objective": order.objective,
        "for": whom,
        "area": order.area_code,
        "radius_m": order.radius_m,
        "add": order.add,
        "budget": order.budget,
        "candidates": {"from": candidates.origin, "count": len(candidates.names)},
        "standing": len(scene.resources),
        "before": _figures(ground, np.array([], dtype=np.int64), order.radius_m),
        "after": _figures(ground, choice.best.sites, order.radius_m),
        "sites": _sites(ground, candidates, ranked, order.radius_m),
        **_proof(choice.best),
        "alternatives": _alternatives(choice, candidates),
        "network": scene.graph.version,
        "seconds": round(time.perf_counter() - began, 2),
    }
    kept = [
        Site(**{name: site[name] for name in ("name", "lon", "lat", "gained", "gained_60")})
        for site in outcome["sites"]
    ]
    key = keep_proposal(session, kind=order.kind, radius_m=order.radius_m, sites=kept, outcome=outcome, viewer=viewer)
    return SiteProposal(id=key, outcome=outcome)


def _check(order: SiteOrder, candidates: Candidates) -> None:
    if order.add < 1:
        raise InputError(f"One site at least has to be added, not {order.add}: change --add.")
    if not 0 < order.radius_m < np.inf:
        raise InputError(f"The radius must be more than zero metres, not {order.radius_m:g}.")
    check_costs(order.budget, candidates)


def check_costs(budget: float | None, candidates: Candidates | None) -> None:
    """Refuse a budget that cannot be kept to, and more candidates than can be compared.

    Raises:
        InputError: the budget is below zero, it is not said what the candidates (None: those of the record) cost, or
            there are too many.
    """
    if budget is not None and not 0 <= budget < np.inf:
        raise InputError(f"The budget must be zero or more yuan, not {budget:g}.")
    if budget is not None and (candidates is None or candidates.price is None):
        raise InputError("A budget needs to know what each site costs: give candidates as a file with a column price.")
    if candidates is not None and len(candidates.names) > MOST_CANDIDATES:
        raise InputError(
            f"{len(candidates.names):,} candidates are too many: at most {MOST_CANDIDATES:,} can be compared."
        )


def _ground(scene: Scene, candidates: Candidates, order: SiteOrder, progress: Progress) -> _Ground:
    """Walk from every building to what stands and to every candidate."""
    if not len(scene.graph.u):
        raise NotFoundError("The record holds no streets to walk on: load some first, as wangge load streets FILE.")
    progress.start("walks to the candidates", len(candidates.names))
    limit_m = order.radius_m if order.objective == "cover" else np.inf
    walk_m = _walks(scene, candidates, np.arange(len(candidates.names)), limit_m, progress)
    inside = scene.people.inside
    standing_m = distances(scene).walk_m if scene.resources else np.full(len(scene.homes.id), np.inf)
    return _Ground(
        standing_m=standing_m[inside],
        walk_m=walk_m,
        people=scene.homes.people[inside],
        elderly=scene.homes.elderly[inside],
    )


def _walks(scene: Scene, candidates: Candidates, sites: Ints, limit_m: float, progress: Progress) -> Floats:
    """Return the walk from every building of the area to some candidates; inf beyond the limit."""
    lonlat = candidates.lonlat[sites]
    places = [
        Resource(id=-1, code="", name=candidates.names[site], capacity=None, lon=lon, lat=lat)
        for site, (lon, lat) in zip(sites, lonlat.tolist(), strict=True)
    ]
    pairs = catchments(replace(scene, resources=places, places=scene.graph.tie(lonlat)), limit_m, progress=progress)
    walk_m = np.full((len(scene.homes.id), len(places)), np.inf)
    walk_m[pairs.home, pairs.resource] = pairs.walk_m
    return walk_m[scene.people.inside]


def _figures(ground: _Ground, sites: Ints, radius_m: float) -> dict[str, Any]:
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


def _ranked(ground: _Ground, sites: Ints, radius_m: float) -> list[int]:
    """The sites in the order in which each brings most people who are not yet within the radius."""
    left, ranked = sites.tolist(), list[int]()
    while left:
        near = ground.after(np.array(ranked, dtype=np.int64)) <= radius_m
        gains = [int(ground.people[~near & (ground.walk_m[:, site] <= radius_m)].sum()) for site in left]
        ranked.append(left.pop(int(np.argmax(gains))))
    return ranked


def _sites(ground: _Ground, candidates: Candidates, ranked: Sequence[int], radius_m: float) -> list[dict[str, Any]]:
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


def _proof(answer: Answer) -> dict[str, Any]:
    return {
        "value": round(answer.value, 3),
        "bound": round(answer.bound, 3),
        "gap": round(answer.gap, 6),
        "optimal": answer.optimal,
    }


def _alternatives(choice: Choice, candidates: Candidates) -> list[dict[str, Any]]:
    return [
        {
            "sites": [
                {"name": candidates.names[site], "lon": lon, "lat": lat}
                for site, (lon, lat) in zip(other.sites, candidates.lonlat[other.sites].tolist(), strict=True)
            ],
            "behind": round(abs(choice.best.value - other.value), 3),
            **_proof(other),
        }
        for other in choice.others
    ]
